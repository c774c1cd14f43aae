import GRDB
import GRDBSQLite
import Storage

extension StorageError {
    /// `SQLITE_CONSTRAINT_TRIGGER`, a cast that C macros hide.
    private static let refusedByTrigger = SQLITE_CONSTRAINT | 7 << 8

    /// What a result code of SQLite means to a caller. `message` is SQLite's own text, which names tables and columns
    /// and never a value.
    init(code: CInt, message: String) {
        let description = "SQLite \(code): \(message)"
        // Extended codes keep the primary one in their lowest octet.
        switch code & 0xff {
        // Which only one of a database does that has moved elsewhere.
        case SQLITE_CONSTRAINT where code == Self.refusedByTrigger: self.init(.moved, description)
        case SQLITE_FULL: self.init(.full, description)
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_READONLY,
            SQLITE_PERM, SQLITE_PROTOCOL, SQLITE_INTERRUPT:
            self.init(.unavailable, description)
        case SQLITE_ERROR, SQLITE_SCHEMA:
            // Our statements are constant, so one that does not compile meets tables that it was not written for.
            self.init(.schema, description)
        default:
            self.init(.damaged, description)
        }
    }

    /// Converts what GRDB throws while it opens, migrates or closes.
    init(_ error: any Error) {
        if let error = error as? StorageError {
            self = error
        } else if let error = error as? DatabaseError {
            self.init(code: error.extendedResultCode.rawValue, message: error.message ?? "no further words")
        } else {
            self.init(.unavailable, "\(type(of: error))")
        }
    }

    /// Runs `body`, whose errors are GRDB's.
    static func converting<Value>(_ body: () throws -> Value) throws(StorageError) -> Value {
        do {
            return try body()
        } catch {
            throw StorageError(error)
        }
    }

    static let closed = StorageError(.unavailable, "the database is closed")
}
