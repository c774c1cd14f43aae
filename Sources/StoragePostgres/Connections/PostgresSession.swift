import CLibPQ
import Foundation
import Storage

/// A connection of libpq's that is made, on its way from who made it to who uses it. One at a time does: after this it is used by
/// whoever holds the lock of its ``PostgresConnection``.
struct MadeConnection: @unchecked Sendable {
    let pointer: OpaquePointer
}

/// A connection whose calls wait on the thread that makes them: for migrations and commands, and until it is the pool's.
package final class PostgresSession {
    private var pointer: OpaquePointer?
    private let library: CardeaLibPQ

    /// What holds for every connection. What an engine that speaks the same protocol does not know is left out.
    private static let settings = [
        // Writes see the database as if there were no other; PostgreSQL says where that was not so, and they are done anew.
        "SET default_transaction_isolation = 'serializable'",
        // Every statement of ours has an index to go by. A table that was empty when statistics were made is not read whole for
        // that, and a transaction that reads by an index is in nobody's way.
        "SET enable_seqscan = off", "SET jit = off",
        "SET statement_timeout = '10s'", "SET idle_in_transaction_session_timeout = '60s'",
    ]

    /// - Throws: `.unavailable` if the database cannot be reached, with libpq's words, which never hold a password.
    package init(_ address: DatabaseAddress) throws(StorageError) {
        try LibPQ.load()
        library = LibPQ.functions
        // What stands before `dbname` the address may say otherwise, what stands behind it not.
        let parameters = [
            ("connect_timeout", "5"), ("fallback_application_name", "cardea"), ("dbname", address.text),
            ("client_encoding", "UTF8"),
        ]
        let pointer = Self.withCStrings(parameters.map(\.0)) { keys in
            Self.withCStrings(parameters.map(\.1)) { values in library.PQconnectdbParams(keys, values, 1) }
        }
        guard let pointer else { throw StorageError(.unavailable, "there is no memory for a connection") }
        guard library.PQstatus(pointer) == CONNECTION_OK else {
            let failure = PostgresConnection.failure(of: pointer)
            library.PQfinish(pointer)
            throw StorageError(.unavailable, failure.message)
        }
        self.pointer = pointer
        // Notices are for people at a terminal.
        library.PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        for setting in Self.settings { _ = library.PQexec(pointer, setting).map(PostgresResult.init) }
    }

    deinit {
        if let pointer { library.PQfinish(pointer) }
    }

    /// Gives the connection away.
    func release() -> MadeConnection {
        guard let pointer else { preconditionFailure("a connection is given away twice") }
        self.pointer = nil
        return MadeConnection(pointer: pointer)
    }

    /// Has statements done, separated by semicolons.
    ///
    /// - Throws: `StorageError` for the first that fails.
    package func execute(_ sql: String) throws(StorageError) {
        guard let result = library.PQexec(pointer, sql).map(PostgresResult.init) else { throw lost() }
        try Self.check(result)
    }

    /// Has one statement done, whose arguments are `$1` and so on.
    ///
    /// - Returns: its result, in the binary format.
    /// - Throws: `StorageError` if it fails.
    func query(_ sql: String, _ arguments: PostgresArguments = PostgresArguments()) throws(StorageError)
        -> PostgresResult
    {
        let result = arguments.withPointers { arguments in
            library.PQexecParams(
                pointer, sql, arguments.count, arguments.types, arguments.values, arguments.lengths, arguments.formats,
                1)
        }
        guard let result = result.map(PostgresResult.init) else { throw lost() }
        try Self.check(result)
        return result
    }

    private static func check(_ result: PostgresResult) throws(StorageError) {
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(result.status) else { throw StorageError(result.failure) }
    }

    private func lost() -> StorageError {
        guard let pointer else { return .closed }
        return StorageError(PostgresConnection.failure(of: pointer))
    }

    private static func withCStrings<Value>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value
    ) -> Value {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { UnsafePointer($0) } + [nil]
        return pointers.withUnsafeBufferPointer { buffer in body(buffer.baseAddress) }
    }
}
