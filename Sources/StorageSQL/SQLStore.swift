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

    /// The same where others may come between one statement and the next, and what was done stays done if a later one fails;
    /// and where what a statement does depends on no other row than those that it changes, or need not be exact. Where that
    /// costs an engine less, each statement is a transaction of its own, which sees what is committed when it begins, and of a
    /// row that others change meanwhile what they made of it.
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
}
