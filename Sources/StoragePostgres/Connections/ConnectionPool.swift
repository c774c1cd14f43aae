import CLibPQ
import Dispatch
import Foundation
import Storage
import Synchronization

/// The connections to one database: as many as are needed at once, up to a bound. Whoever finds none free waits for one, in
/// turn; where too many wait, or the database cannot be reached, the answer is no at once.
final class ConnectionPool: Sendable {
    /// Connections of one server. Each is a process of PostgreSQL's; more of them would wait for the same processors and disk.
    static let most = 16
    /// Callers that may wait. With more than these the database is not keeping up, and waiting longer helps nobody.
    static let capacity = 10_000
    private typealias Waiting = CheckedContinuation<Result<PostgresConnection, StorageError>, Never>

    private struct State {
        var idle: [PostgresConnection] = []
        /// Connections that are there, whether used or not.
        var living = 0
        var isConnecting = false
        var waiting: [Waiting] = []
        /// How many of `waiting` were served; they leave when there are many.
        var served = 0
        /// Why the last attempt to connect failed, if none succeeded since.
        var trouble: StorageError?
        var isClosed = false

        mutating func nextWaiting() -> Waiting? {
            guard served < waiting.count else { return nil }
            defer {
                served += 1
                if served == waiting.count || served > 1_000 {
                    waiting.removeFirst(served)
                    served = 0
                }
            }
            return waiting[served]
        }
    }

    private let address: DatabaseAddress
    private let onTrouble: @Sendable (StorageError?) -> Void
    private let onNews: @Sendable () -> Void
    private let state = Mutex(State())
    /// Where connections are made, which waits for names, networks and handshakes: one after the other.
    private let connector = DispatchQueue(label: "cardea.postgres.connector")
    private let loop = ConnectionLoop()

    /// Makes the first connection.
    ///
    /// - `onTrouble`: told that the database cannot be reached, when that begins; `nil` when it is over.
    /// - `onNews`: told, by each connection, that another server changed something that all go by.
    /// - Throws: `StorageError` if it cannot be made.
    init(
        _ address: DatabaseAddress, onTrouble: @escaping @Sendable (StorageError?) -> Void,
        onNews: @escaping @Sendable () -> Void
    ) throws(StorageError) {
        self.address = address
        self.onTrouble = onTrouble
        self.onNews = onNews
        let connection = try Self.connect(to: address, in: loop, onNews)
        state.withLock { state in
            state.living = 1
            state.idle = [connection]
        }
        loop.add(connection)
        loop.start { [weak self] connection, failure in self?.noteEnd(of: connection, failure) }
    }

    /// Callers that wait for a connection.
    var waiting: Int { state.withLock { $0.waiting.count - $0.served } }

    /// A connection for the caller alone, until it is given back.
    ///
    /// - Throws: `.unavailable` where the database cannot be reached, or too many wait.
    func take() async throws(StorageError) -> PostgresConnection {
        enum Turn {
            case now(Result<PostgresConnection, StorageError>)
            case later(connecting: Bool)
        }
        let result = await withCheckedContinuation { (continuation: Waiting) in
            let turn = state.withLock { state -> Turn in
                if state.isClosed { return .now(.failure(.closed)) }
                while let idle = state.idle.popLast() {
                    if idle.failure == nil { return .now(.success(idle)) }
                }
                if state.living == 0, let trouble = state.trouble { return .now(.failure(trouble)) }
                guard state.waiting.count - state.served < Self.capacity else {
                    return .now(.failure(StorageError(.unavailable, "too many requests wait for the database")))
                }
                state.waiting.append(continuation)
                let mustConnect = !state.isConnecting && state.living < Self.most
                if mustConnect { state.isConnecting = true }
                return .later(connecting: mustConnect)
            }
            switch turn {
            case .now(let result): continuation.resume(returning: result)
            case .later(let mustConnect): if mustConnect { connector.async { self.connect() } }
            }
        }
        return try result.get()
    }

    /// Takes a connection back.
    func give(_ connection: PostgresConnection) {
        guard connection.failure == nil else { return connection.giveUp() }
        let waiting = state.withLock { state -> Waiting? in
            if let waiting = state.nextWaiting() { return waiting }
            state.idle.append(connection)
            return nil
        }
        waiting?.resume(returning: .success(connection))
    }

    /// Closes every connection. No call may follow.
    func close() {
        let waiting = state.withLock { state -> [Waiting] in
            state.isClosed = true
            state.idle = []
            defer { state.waiting = [] }
            return Array(state.waiting.dropFirst(state.served))
        }
        for one in waiting { one.resume(returning: .failure(.closed)) }
        loop.close()
    }

    private static func connect(
        to address: DatabaseAddress, in loop: ConnectionLoop, _ onNews: @escaping @Sendable () -> Void
    ) throws(StorageError) -> PostgresConnection {
        let session = try PostgresSession(address)
        // An engine without it is asked once a second all the same.
        try? PostgresSchema.listen(session)
        do {
            return try PostgresConnection(session.release(), in: loop, onNews: onNews)
        } catch {
            throw StorageError(error)
        }
    }

    private func noteEnd(of connection: PostgresConnection, _ failure: PostgresFailure) {
        let mustConnect = state.withLock { state in
            state.living -= 1
            state.idle.removeAll { $0 === connection }
            // The others have the same server, most likely, and one that is needed again is made again.
            guard !state.isClosed, !state.isConnecting, state.living == 0 || state.waiting.count > state.served else {
                return false
            }
            state.isConnecting = true
            return true
        }
        if mustConnect { connector.async { self.connect() } }
    }

    /// Makes one connection more, on the connector's queue, and goes on as long as somebody waits.
    private func connect() {
        guard !state.withLock(\.isClosed) else { return }
        do throws(StorageError) {
            let connection = try Self.connect(to: address, in: loop, onNews)
            let (wasTroubled, isNeeded) = state.withLock { state in
                defer { state.trouble = nil }
                state.living += 1
                let isNeeded = state.waiting.count > state.served + 1 && state.living < Self.most
                state.isConnecting = isNeeded
                return (state.trouble != nil, isNeeded)
            }
            loop.add(connection)
            if wasTroubled { onTrouble(nil) }
            give(connection)
            if isNeeded { connector.async { self.connect() } }
        } catch {
            let (waiting, isNew, mustGoOn) = state.withLock { state -> ([Waiting], Bool, Bool) in
                // With others alive this one is a matter of the server's bounds: whoever waits gets one of those.
                guard state.living == 0 else {
                    state.isConnecting = false
                    return ([], false, false)
                }
                let waiting = Array(state.waiting.dropFirst(state.served))
                state.waiting = []
                state.served = 0
                defer { state.trouble = error }
                return (waiting, state.trouble == nil, true)
            }
            if isNew { onTrouble(error) }
            for one in waiting { one.resume(returning: .failure(error)) }
            if mustGoOn {
                connector.asyncAfter(deadline: .now() + .milliseconds(ConnectionLoop.tickLength)) { self.connect() }
            }
        }
    }
}
