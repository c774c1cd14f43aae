import Foundation

/// A file beside the database that holds room for nothing, to be given up when the disk is full: so that expired rows can
/// leave then, and the write-ahead log can be carried into the database.
struct Reserve: Sendable {
    /// Octets: as much as the log holds before it is carried into the database, four times.
    static let usual = 16 << 20

    private let path: String
    private let size: Int

    /// - `database`: the path of the database.
    init(beside database: String, size: Int) {
        path = "\(database)-reserve"
        self.size = size
    }

    /// Takes the room, if there is twice as much: what is scarce already is better left to those who write.
    func take() {
        var room = statvfs()
        guard size > 0, statvfs((path as NSString).deletingLastPathComponent, &room) == 0,
            UInt64(room.f_bavail) * UInt64(room.f_frsize) >= 2 * UInt64(size)
        else { return }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var file = stat()
        guard fstat(descriptor, &file) == 0, Int(file.st_blocks) * 512 < size else { return }
        if posix_fallocate(descriptor, 0, off_t(size)) != 0 { unlink(path) }
    }

    func giveUp() {
        unlink(path)
    }
}
