import GRDB
import Storage

extension Configuration {
    /// Seconds to wait for another process that writes: the command line beside a running server.
    private static let busyTimeout = 5.0

    /// For the connection that writes.
    static var writer: Configuration {
        var configuration = shared
        configuration.prepareDatabase { database in
            // A file system without shared memory says no by naming the mode that it kept.
            guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
                throw StorageError(.unavailable, "this file system cannot hold a database in WAL mode")
            }
            // A commit is answered when it is on the disk, not when the system has promised to write it.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
            try database.execute(sql: "PRAGMA journal_size_limit = \(largestLog)")
        }
        return configuration
    }

    /// For connections that read.
    static var reader: Configuration {
        var configuration = shared
        configuration.readonly = true
        configuration.prepareDatabase { database in
            // A commit empties a reader's cache, so a large one would only be memory.
            try database.execute(sql: "PRAGMA cache_size = -1024")
        }
        return configuration
    }

    /// For a database that nobody else has open: one that is thrown away if it does not come to its end, and the one whose place it
    /// takes.
    static var restoring: Configuration {
        var configuration = shared
        configuration.busyMode = .immediateError
        return configuration
    }

    /// Pages of write-ahead log after which a commit also carries them into the database. SQLite's own default: with
    /// more, fewer commits wait for it but those wait longer, and reads find less in the database (decision 0002).
    private static let checkpointPages = 1_000
    /// Octets to which the log's file is cut when it starts again from its beginning after one large transaction.
    private static let largestLog = 16 << 20

    private static var shared: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout)
        // Statements say themselves what goes with what; a check at each insert would cost and tell us nothing.
        configuration.foreignKeysEnabled = false
        // A rollback that failed is tried again before the next transaction; GRDB would end the process.
        configuration.allowsUnsafeTransactions = true
        return configuration
    }
}
