import Foundation

/// A folder beside the database for what is measured, of which nothing is left.
struct ScratchDirectory: ~Copyable {
    /// Where the database is to be.
    let databasePath: String
    private let path: String
    /// Keeps a second run out for as long as it is open.
    private let descriptor: CInt
    /// The folder around it, if it was not there before; `nil` if it was.
    private let made: String?

    /// Makes it, with mode 0700, and the data directory around it where there is none yet. What a run left that was killed goes.
    ///
    /// - `database`: the path of the database.
    /// - Throws: `CommandError` if nothing can be written there, or another run is at work.
    init(beside database: String) throws(CommandError) {
        let parent = URL(fileURLWithPath: database).deletingLastPathComponent().path
        let path = database + "-bench"
        let made = mkdir(parent, 0o700) == 0 ? parent : nil
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            let reason = errno
            if let made { rmdir(made) }
            throw CommandError("nothing can be written in \(parent): \(String(cString: strerror(reason)))")
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError("\(path) is in the way, where the scratch database is to be: move it")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw CommandError("another cardea bench measures in \(parent) at this moment: wait for its end")
        }
        // In a folder of its own, since whoever opens a database locks its folder.
        let folder = path + "/database"
        try? FileManager.default.removeItem(atPath: folder)
        mkdir(folder, 0o700)
        (self.path, self.descriptor, self.made) = (path, descriptor, made)
        databasePath = folder + "/cardea.sqlite"
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        if let made { rmdir(made) }
        close(descriptor)
    }
}
