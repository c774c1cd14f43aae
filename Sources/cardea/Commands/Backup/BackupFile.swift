import Foundation
import OAuthProtocol

/// A backup that is there, read piece by piece.
struct BackupFile {
    private static let piece = 1 << 18

    private let path: String
    private let handle: FileHandle

    /// - Throws: `CommandError` if it cannot be read.
    init(_ path: String) throws(CommandError) {
        self.path = path
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw CommandError("the backup \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        self.handle = handle
    }

    /// The next octets; `nil` at the end.
    ///
    /// - Throws: `CommandError` if they cannot be read.
    func read() throws -> [UInt8]? {
        do {
            return try handle.read(upToCount: Self.piece).map(Array.init)
        } catch {
            throw CommandError("the backup \(path) cannot be read: \(error.localizedDescription)")
        }
    }
}

/// A backup that is being made: it has its name when all of it is on the disk, so that half of one is never taken for one.
struct NewBackupFile {
    private let path: String
    /// Nobody else's, whoever may write in the folder, and however many make a backup there.
    private let draft: String
    private let handle: FileHandle

    /// - Throws: `CommandError` if something is there, or nothing can be written there.
    init(_ path: String) throws(CommandError) {
        self.path = path
        draft = "\(path).\(Base64URL.encode(Entropy.live.octets(9))).unfinished"
        guard access(path, F_OK) != 0 else { throw Self.taken(path) }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandError("\(draft) cannot be made: \(String(cString: strerror(errno)))")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// - Throws: `CommandError` if there is no room.
    func write(_ octets: [UInt8]) throws {
        do {
            try handle.write(contentsOf: Data(octets))
        } catch {
            throw CommandError("\(draft) cannot be written: \(error.localizedDescription)")
        }
    }

    /// Gives it its name.
    ///
    /// - Throws: `CommandError` if it cannot be kept, or something has the name by now.
    func finish() throws(CommandError) {
        guard fsync(handle.fileDescriptor) == 0, link(draft, path) == 0 else {
            let reason = errno
            throw reason == EEXIST
                ? Self.taken(path) : CommandError("\(path) cannot be written: \(String(cString: strerror(reason)))")
        }
        unlink(draft)
        let folder = open(
            URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// Leaves nothing behind.
    func discard() {
        unlink(draft)
    }

    private static func taken(_ path: String) -> CommandError {
        CommandError("\(path) is there already: a backup replaces nothing")
    }
}
