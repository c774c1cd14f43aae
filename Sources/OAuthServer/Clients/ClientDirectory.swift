import OAuthProtocol
import Storage
import Synchronization

/// The clients as requests see them: read from the store at most once a second each, so that a change made by a command
/// is seen within a second and a busy client costs no read.
package final class ClientDirectory: Sendable {
    /// More clients than this are not held at once; the cache then starts anew.
    private static let capacity = 10_000

    private struct State {
        var entries: [ClientID: (record: ClientRecord, readAt: Timestamp)] = [:]
        var uses: [ClientID: Timestamp] = [:]
    }

    private let store: any ClientStore
    private let state = Mutex(State())

    package init(store: any ClientStore) {
        self.store = store
    }

    /// - Returns: `nil` if there is no such client. Unknown names are not held, so that guessing fills no memory.
    package func find(_ id: ClientID, at now: Timestamp) async throws(OAuthError) -> ClientRecord? {
        let held = state.withLock { state in state.entries[id].flatMap { $0.readAt == now ? $0.record : nil } }
        if let held { return held }
        let record = try await storing { () throws(StorageError) in try await store.findClient(id) }
        state.withLock { state in
            if state.entries.count >= Self.capacity { state.entries.removeAll() }
            state.entries[id] = record.map { ($0, now) }
        }
        return record
    }

    /// Notes that the client authenticated; kept in memory until `flush`.
    package func noteUse(of id: ClientID, at now: Timestamp) {
        state.withLock { $0.uses[id] = now }
    }

    /// Writes the noted uses. Called now and then by the server's upkeep.
    package func flush() async throws(OAuthError) {
        let uses = state.withLock { state in
            defer { state.uses = [:] }
            return state.uses
        }
        guard !uses.isEmpty else { return }
        try await storing { () throws(StorageError) in try await store.commitUse(of: uses) }
    }
}
