import Foundation
import JOSE
import OAuthProtocol
import Storage

/// The directory that holds the database and the master key: nobody but the server's own user may look into it.
struct DataDirectory: Sendable {
    let path: String

    var masterKeyPath: String { path + "/master.key" }

    /// Makes the directory, with mode 0700, if it is not there.
    ///
    /// - Throws: `CommandError` if it cannot be made, or if anybody may write it: whoever puts a key or a database of their own
    ///   there is everybody.
    func create() throws(CommandError) {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        guard mkdir(path, 0o700) != 0 else { return }
        let reason = errno
        var isDirectory = ObjCBool(false)
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        guard reason == EEXIST, exists, isDirectory.boolValue else {
            throw CommandError("the data directory \(path) cannot be made: \(Self.words(exists ? ENOTDIR : reason))")
        }
        try check()
    }

    /// - Throws: `CommandError` if anybody may write the directory; not if it is not there.
    func check() throws(CommandError) {
        guard Self.mode(of: path) & 0o002 == 0 else {
            throw CommandError("anybody may write the data directory \(path): take the right from them with chmod o-w")
        }
    }

    /// What others may do here that only the server should, for whoever starts it.
    var warning: String? {
        guard Self.mode(of: path) & 0o020 != 0 else { return nil }
        return """
            the group may write the data directory \(path), and with that every account: take the right from it with \
            chmod g-w, unless it is the server's alone
            """
    }

    /// The permissions of a file or directory; none if it is not there.
    static func mode(of path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    /// The master key: `CARDEA_MASTER_KEY` if that is set, else what `master.key` holds.
    ///
    /// - Returns: `nil` if there is neither.
    /// - Throws: `CommandError` if it is not a key, or if others may read it.
    func masterKey(environment: [String: String]) throws(CommandError) -> MasterKey? {
        if let text = environment["CARDEA_MASTER_KEY"], !text.isEmpty {
            guard let key = MasterKey(text: text) else {
                throw CommandError("CARDEA_MASTER_KEY must be 32 octets in base64url, 43 characters")
            }
            return key
        }
        var status = stat()
        guard stat(masterKeyPath, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw CommandError("the master key \(masterKeyPath) cannot be read: \(Self.words(errno))")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw CommandError(
                "others may read the master key \(masterKeyPath): take the right from them with chmod 600")
        }
        guard let data = FileManager.default.contents(atPath: masterKeyPath) else {
            throw CommandError("the master key \(masterKeyPath) cannot be read")
        }
        guard let key = MasterKey(text: String(decoding: data, as: UTF8.self)) else {
            throw CommandError("\(masterKeyPath) must hold 32 octets in base64url, 43 characters")
        }
        return key
    }

    /// Makes a master key and keeps it in `master.key` with mode 0600, whole and durable before anything is sealed with
    /// it. If another process was faster, its key is the one.
    ///
    /// - Throws: `CommandError` if it cannot be written.
    func makeMasterKey(from entropy: Entropy) throws(CommandError) -> MasterKey {
        let key = MasterKey(from: entropy)
        let draft = masterKeyPath + "." + Base64URL.encode(entropy.octets(9))
        try write(key.text + "\n", to: draft)
        defer { unlink(draft) }
        // A link fails where a name exists, so that of two processes exactly one gives the key.
        let reason = link(draft, masterKeyPath) == 0 ? 0 : errno
        guard reason == 0 || reason == EEXIST else { throw unwritable(reason) }
        let directory = open(path, O_RDONLY | O_DIRECTORY)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
        guard reason == EEXIST else { return key }
        guard let other = try masterKey(environment: [:]) else { throw unwritable(ENOENT) }
        return other
    }

    private func write(_ text: String, to draft: String) throws(CommandError) {
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw unwritable(errno) }
        defer { close(file) }
        let octets = Array(text.utf8)
        guard Foundation.write(file, octets, octets.count) == octets.count, fsync(file) == 0 else {
            throw unwritable(errno)
        }
    }

    private func unwritable(_ reason: Int32) -> CommandError {
        CommandError("the master key \(masterKeyPath) cannot be written: \(Self.words(reason))")
    }

    private static func words(_ reason: Int32) -> String {
        String(cString: strerror(reason))
    }
}

extension MasterKey {
    /// The master key that belongs to the database, made if nothing was ever sealed.
    ///
    /// Not inlined, since the optimizer of Swift 6.3.1 dies on the coroutine that comes of it in `KeyCommand.Rotate.run`.
    ///
    /// - Throws: `CommandError` if the key is missing though the database has keys that it sealed, or is unusable.
    @inline(never)
    static func kept(
        in configuration: Configuration, for store: any SigningKeyStore,
        environment: [String: String] = ProcessInfo.processInfo.environment, entropy: Entropy = .live
    ) async throws -> MasterKey {
        let directory = DataDirectory(path: configuration.data)
        if let key = try directory.masterKey(environment: environment) { return key }
        // Another key would open nothing, and lying there would look like the right one.
        guard try await store.findSigningKeys().isEmpty else {
            throw CommandError(
                """
                the signing keys in the database are sealed with a master key that is neither in \
                \(directory.masterKeyPath) nor in CARDEA_MASTER_KEY: put it back, or start with an empty database
                """)
        }
        return try directory.makeMasterKey(from: entropy)
    }
}
