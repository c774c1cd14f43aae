import GRDB
import Storage
import Synchronization

/// Connections that only read. A read runs on the thread that asks: a point read takes some microseconds, less than
/// handing it to another thread and back would.
final class ReadConnections: Sendable {
    private struct State {
        /// The connections that nobody uses, the last used on top, since its memory is warm.
        var idle: [Int]
        /// Whose turn it is to be waited for when all are in use.
        var turn = 0
    }

    private let connections: [DatabaseQueue]
    private let state: Mutex<State>

    init(path: String, count: Int) throws(StorageError) {
        var connections: [DatabaseQueue] = []
        for _ in 0..<max(1, count) {
            connections.append(try StorageError.converting { try DatabaseQueue(path: path, configuration: .reader) })
        }
        self.connections = connections
        state = Mutex(State(idle: Array(connections.indices)))
    }

    /// Runs `body` on this thread. Each statement in it sees every commit that was answered before it began.
    func read<Value>(_ body: (SQLiteConnection) throws(StorageError) -> Value) throws(StorageError) -> Value {
        let (mine, index) = state.withLock { state in
            if let idle = state.idle.popLast() { return (true, idle) }
            state.turn = (state.turn + 1) % connections.count
            return (false, state.turn)
        }
        defer { if mine { state.withLock { $0.idle.append(index) } } }
        let result = connections[index].unsafeRead { database in
            Result { () throws(StorageError) in try body(SQLiteConnection(database)) }
        }
        return try result.get()
    }

    /// Closes every connection once the reads on it are done.
    func close() {
        for connection in connections {
            // What cannot be closed now is closed with the process; the data is the writer's affair.
            try? connection.close()
        }
    }
}
