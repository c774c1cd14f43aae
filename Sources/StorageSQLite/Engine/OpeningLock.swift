import Foundation
import Storage

/// Has processes open a database one after the other. Switching a new file to WAL mode takes it for oneself alone, and SQLite
/// does not wait for that as it waits for a writer: of several that start at once some were told "database is locked".
enum OpeningLock {
    /// Milliseconds between two looks.
    private static let pause: CInt = 20
    /// Looks, five seconds of them: as long as SQLite waits for a writer. Whoever holds the folder for longer is not opening a
    /// database, and must not keep a server from starting.
    private static let looks = 250

    /// Runs `body` while no other process that asks here is at it. Where the folder cannot be locked, as on some network
    /// file systems, it runs all the same.
    ///
    /// - `path`: the database, whose folder is locked: a file of its own would be one more to lie around.
    /// - Throws: what `body` throws.
    static func hold<Value>(
        beside path: String, _ body: () throws(StorageError) -> Value
    ) throws(StorageError) -> Value {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return try body() }
        // Closing lets go of the lock.
        defer { close(descriptor) }
        for _ in 0..<looks {
            guard flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR else { break }
            poll(nil, 0, pause)
        }
        return try body()
    }
}
