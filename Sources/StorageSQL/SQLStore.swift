import Storage

/// A store whose engine speaks SQL. What is kept and when is written here once; an engine is its dialect and its
/// connections.
package protocol SQLStore: Store {
    var dialect: Dialect { get }

    /// Runs `body`, which only reads and throws nothing but `StorageError`. Each statement in it sees every commit that was
    /// answered before it began.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws(StorageError) -> Value

    /// Runs `body` in a transaction as if there were no other, and returns when it is durable. If `body` throws, nothing is
    /// changed. It may be run more than once, and has no effect besides its statements.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws(StorageError) -> Value

    /// The same where others may come between one statement and the next, and what was done stays done if a later one fails.
    /// Where that costs an engine less, each statement is a transaction of its own.
    func writeApart<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws(StorageError) -> Value
}

extension SQLStore {
    package func writeApart<Value: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws(StorageError) -> Value {
        try await write(body)
    }

    /// The first record that is found; `nil` if there is none.
    ///
    /// - `rest`: what follows the tables in the query.
    func find<Found: Record, each Value: Bindable>(
        _ rest: String, _ values: repeat each Value
    ) async throws(StorageError) -> Found? {
        try await read { try $0.first(rest, repeat each values) }
    }

    /// All records that are found.
    func findAll<Found: Record, each Value: Bindable>(
        _ rest: String, _ values: repeat each Value
    ) async throws(StorageError) -> [Found] {
        try await read { try $0.all(rest, repeat each values) }
    }

    /// Runs one statement.
    ///
    /// - Returns: how many rows it inserted, changed or deleted.
    func run<each Value: Bindable>(_ sql: String, _ values: repeat each Value) async throws(StorageError) -> Int {
        try await writeApart { try $0.run(sql, repeat each values) }
    }
}
