import GRDB
import Storage
import Synchronization

/// The one writer. Writes wait in a queue; the writer takes all that wait, runs them in one transaction and answers them
/// when it is on the disk: one flush for all (group commit, decision 0002).
final class CommitQueue: Sendable {
    /// Writes that may wait. With more than these the disk is not keeping up, and waiting longer helps nobody.
    static let capacity = 10_000

    private typealias Answer = @Sendable () -> Void

    private struct Write: Sendable {
        /// Runs inside the transaction; what it returns answers the caller, for after the commit.
        let run: @Sendable (SQLiteConnection) throws(StorageError) -> Answer
        let fail: @Sendable (StorageError) -> Void
    }

    private struct State {
        var waiting: [Write] = []
        /// Whether the writer is at work, so that it will see what is added.
        var isDraining = false
        var isClosed = false
    }

    private enum Failure: Error {
        /// One write of the batch could not be run.
        case write(StorageError)
        /// The transaction could not begin or end.
        case transaction(StorageError)
    }

    private let database: DatabaseQueue
    private let onCommit: @Sendable (_ operations: Int) -> Void
    private let health: WriteHealth
    private let state = Mutex(State())
    private let changed = Atomic(0)

    init(
        database: DatabaseQueue, health: WriteHealth, onCommit: @escaping @Sendable (_ operations: Int) -> Void
    ) {
        self.database = database
        self.health = health
        self.onCommit = onCommit
    }

    /// Writes that wait for the writer, those that it is running not counted.
    var waiting: Int {
        state.withLock { $0.waiting.count }
    }

    /// How often something was changed; counted before whoever changed it has an answer.
    var changes: Int { changed.load(ordering: .acquiring) }

    /// Runs `body` in a transaction with others and returns when it is durable. If `body` throws, its changes and no
    /// others are undone.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            add(
                Write(
                    run: { connection throws(StorageError) in
                        let value = try body(connection)
                        return { continuation.resume(returning: .success(value)) }
                    },
                    fail: { continuation.resume(returning: .failure($0)) }))
        }
        return try result.get()
    }

    /// Runs `body` on the writer's thread between two transactions, for one that makes its own.
    func alone<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteConnection) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        guard !state.withLock(\.isClosed) else { throw .closed }
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            database.asyncWriteWithoutTransaction { [self] database in
                let result = Result { () throws(StorageError) in try body(SQLiteConnection(database)) }
                changed.add(1, ordering: .releasing)
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }

    /// Refuses further writes and returns when those that wait are answered and the connection is closed.
    func close() async {
        state.withLock { $0.isClosed = true }
        // The connection's queue is serial: this comes after the last batch.
        await withCheckedContinuation { continuation in
            database.asyncWriteWithoutTransaction { _ in continuation.resume() }
        }
        try? database.close()
    }

    private func add(_ write: Write) {
        var mustDrain = false
        let refusal = state.withLock { state -> StorageError? in
            guard !state.isClosed else { return .closed }
            guard state.waiting.count < Self.capacity else {
                return StorageError(.unavailable, "too many writes are waiting")
            }
            state.waiting.append(write)
            mustDrain = !state.isDraining
            state.isDraining = true
            return nil
        }
        if let refusal { write.fail(refusal) }
        if mustDrain { database.asyncWriteWithoutTransaction { [self] in drain(SQLiteConnection($0)) } }
    }

    private func drain(_ connection: SQLiteConnection) {
        while true {
            let batch = state.withLock { state in
                state.isDraining = !state.waiting.isEmpty
                let batch = state.waiting
                state.waiting = []
                return batch
            }
            if batch.isEmpty { return }
            commit(batch, on: connection)
        }
    }

    private func commit(_ batch: [Write], on connection: SQLiteConnection) {
        let before = connection.changes
        do throws(Failure) {
            let answers = try transact(batch, on: connection)
            onCommit(batch.count)
            // One that changed nothing wrote nothing.
            if connection.changes != before {
                changed.add(1, ordering: .releasing)
                health.note(nil)
            }
            for answer in answers { answer() }
        } catch {
            connection.rollback()
            switch error {
            case .write where batch.count > 1:
                // One write failed, and none of the others is to blame: each for itself.
                for write in batch { commit([write], on: connection) }
            case .write(let reason), .transaction(let reason):
                // What was read is no trouble of the disk's.
                if reason.code != .damaged, reason.code != .schema { health.note(reason) }
                for write in batch { write.fail(reason) }
            }
        }
    }

    /// - Returns: the answers, now that the batch is durable.
    private func transact(_ batch: [Write], on connection: SQLiteConnection) throws(Failure) -> [Answer] {
        // Only if a rollback failed before.
        connection.rollback()
        do { try connection.begin() } catch { throw .transaction(error) }
        var answers: [Answer] = []
        answers.reserveCapacity(batch.count)
        for write in batch {
            do { answers.append(try write.run(connection)) } catch { throw .write(error) }
        }
        do { try connection.commit() } catch { throw .transaction(error) }
        return answers
    }
}
