import CLibPQ
import Foundation
import Storage
import StorageSQL

/// A connection of libpq's that is made, on its way from who made it to who uses it.
// Unchecked, since the compiler knows nothing of a C pointer's owner: who made it lets go of it (`PostgresSession/release()`), and
// after that it is touched under the lock of its `PostgresConnection` alone.
struct MadeConnection: @unchecked Sendable {
    let pointer: OpaquePointer
}

/// A connection whose calls wait on the thread that makes them: for migrations and commands, and until it is the pool's.
package final class PostgresSession {
    private var pointer: OpaquePointer?
    private let library: CardeaLibPQ

    /// What holds for every connection. What an engine that speaks the same protocol does not know is left out.
    private static let settings = [
        // For what is one statement. A transaction of several says otherwise.
        "SET default_transaction_isolation = 'read committed'",
        // Every statement of ours has an index to go by. A table that was empty when statistics were made is not read whole for
        // that, and a transaction that reads by an index is in nobody's way.
        "SET enable_seqscan = off", "SET jit = off",
        "SET statement_timeout = '10s'", "SET idle_in_transaction_session_timeout = '60s'",
        // By which whoever takes the tables away sees that they are in use.
        "SELECT pg_try_advisory_lock_shared(\(use))",
    ]
    /// A number that nobody else locks by, and the schema.
    private static let use = "42166379, hashtext(current_schema()::text)"

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

    /// Takes the tables for this session alone, until it ends. Who has just gone is waited for.
    ///
    /// - Throws: `.unavailable` if another session uses them.
    func takeAlone() throws(StorageError) {
        do {
            try execute(
                "SET lock_timeout = '2s'; SELECT pg_advisory_lock(\(Self.use)); SET lock_timeout = '10s'")
        } catch {
            guard error.code == .unavailable else { throw error }
            throw StorageError(.unavailable, "the database is in use: stop the servers and commands that have it open")
        }
    }

    /// Ends that.
    func giveBack() {
        try? execute("SELECT pg_advisory_unlock(\(Self.use))")
    }

    /// Has rows inserted as they come.
    ///
    /// - `table`: its name, behind which its columns may stand in parentheses.
    /// - `body`: gives the rows, as many as it likes.
    /// - Throws: `StorageError` for the first row that is refused, found at some time until the end; what `body` throws. Then none
    ///   is inserted.
    func copy(into table: String, _ body: (_ add: ([BackupValue]) throws(StorageError) -> Void) throws -> Void) throws {
        guard let begun = library.PQexec(pointer, "COPY \(table) FROM STDIN (FORMAT binary)").map(PostgresResult.init)
        else { throw lost() }
        guard begun.status == PGRES_COPY_IN else { throw StorageError(begun.failure) }
        var rows = CopiedRows()
        do {
            try body { values throws(StorageError) in
                rows.add(values)
                if rows.octets.count > CopiedRows.portion { try send(&rows) }
            }
        } catch {
            _ = library.PQputCopyEnd(pointer, "given up")
            while let result = library.PQgetResult(pointer) { library.PQclear(result) }
            throw error
        }
        rows.end()
        try send(&rows)
        guard library.PQputCopyEnd(pointer, nil) == 1 else { throw lost() }
        var failure: StorageError?
        while let result = library.PQgetResult(pointer).map(PostgresResult.init) {
            if result.status != PGRES_COMMAND_OK { failure = failure ?? StorageError(result.failure) }
        }
        if let failure { throw failure }
    }

    private func send(_ rows: inout CopiedRows) throws(StorageError) {
        let isSent = rows.octets.withUnsafeBufferPointer { octets in
            octets.withMemoryRebound(to: CChar.self) {
                library.PQputCopyData(pointer, $0.baseAddress, CInt($0.count)) == 1
            }
        }
        guard isSent else { throw lost() }
        rows.octets.removeAll(keepingCapacity: true)
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

/// A session as what commands run their statements on, which wait for each.
extension PostgresSession: Statements {
    package var dialect: Dialect { .postgres }

    package func run(_ sql: String, _ bind: (inout any Arguments) -> Void) throws(StorageError) -> Int {
        try query(StatementText.numbered(sql), Self.bound(bind)).affected
    }

    package func perform(_ sql: String, _ bind: (inout any Arguments) -> Void) throws(StorageError) {
        _ = try run(sql, bind)
    }

    package func query(
        _ sql: String, _ bind: (inout any Arguments) -> Void,
        _ read: (inout any ResultRow) throws(StorageError) -> Bool
    ) throws(StorageError) {
        let result = try query(StatementText.numbered(sql), Self.bound(bind))
        for number in 0..<result.rows {
            var row: any ResultRow = PostgresRow(number, of: result)
            guard try read(&row) else { return }
        }
    }

    private static func bound(_ bind: (inout any Arguments) -> Void) -> PostgresArguments {
        var arguments: any Arguments = PostgresArguments()
        bind(&arguments)
        return arguments as? PostgresArguments ?? PostgresArguments()
    }
}
