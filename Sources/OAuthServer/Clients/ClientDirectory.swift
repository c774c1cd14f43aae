import OAuthProtocol
import Storage
import Synchronization

/// The clients as requests see them, wherever they are known from: the store, their own sealed identifiers, their metadata
/// documents. Each is looked up at most once a second, so that a change made by a command is seen within a second and a
/// busy client costs no read.
package final class ClientDirectory: Sendable {
    private struct State {
        var entries = BoundedCache<ClientID, (record: ClientRecord, readAt: Timestamp)>(capacity: 10_000)
        var uses: [ClientID: Timestamp] = [:]
        /// How often something was forgotten: what was read before may be as it was before.
        var changes = 0

        mutating func forget(_ id: ClientID) {
            entries[id] = nil
            changes += 1
        }
    }

    private let store: any ClientStore
    private let unregistered: UnregisteredClients?
    private let unknown = RateLimit(most: 600)
    private let state = Mutex(State())

    /// - `unregistered`: finds the clients that nobody here registered; `nil` where there are none.
    package init(store: any ClientStore, unregistered: UnregisteredClients? = nil) {
        self.store = store
        self.unregistered = unregistered
    }

    /// - `address`: of whoever names the client; `nil` where nobody may have anything fetched for it.
    /// - `unknown`: counts unknown names of one address; `nil` for the count of all who have none of their own.
    /// - Returns: `nil` if there is no such client. Unknown names are not held, so that guessing fills no memory.
    /// - Throws: `invalid_client` saying what is wrong with a client's metadata document, `temporarily_unavailable` if that
    ///   cannot be had; `too_many_requests` to an address that names unknown clients without end.
    package func find(
        _ id: ClientID, from address: String? = nil, at now: Timestamp, counting unknown: RateLimit? = nil
    ) async throws(OAuthError) -> ClientRecord? {
        let (held, changes) = state.withLock { state in
            (state.entries[id].flatMap { $0.readAt == now ? $0.record : nil }, state.changes)
        }
        if let held { return held }
        let kept = try await storing(await store.findClient(id))
        var record = kept
        if let unregistered, kept?.origin.isDynamic ?? true {
            record = try await unregistered.find(id, kept: kept, from: address, at: now)
        }
        state.withLock { state in
            // Whoever registers itself must not fill memory either.
            guard state.changes == changes, let record, record.isKept else {
                state.entries[id] = nil
                return
            }
            state.entries[id] = (record, now)
        }
        if record == nil { try (unknown ?? self.unknown).count(address, at: now) }
        return record
    }

    /// Gives a client that is known by its identifier alone a row, since somebody lets it in and what it is given must be
    /// able to end; has the row of one that was on trial stay as any other's.
    ///
    /// - Throws: `invalid_client` if the client was removed since it was looked up.
    package func keep(_ client: ClientRecord, at now: Timestamp) async throws(OAuthError) {
        guard let unregistered, let expiry = client.expiry else { return }
        var kept = client
        kept.isKept = true
        kept.network = nil
        kept.expiry = ClientRecord.Expiry(idle: unregistered.idle, at: max(expiry.at, now + unregistered.idle))
        if client.isKept {
            guard expiry.idle < unregistered.idle else { return }
            _ = try await storing(await store.commitClient(kept))
        } else {
            var stays = try await storing(
                await store.commitNewClient(kept, unlessRevokedBy: RegistrationRevocationKey.all(of: kept)))
            if !stays {
                stays = try await storing(await store.findClient(kept.id))?.registration == kept.registration
            }
            guard stays else {
                throw OAuthError(.invalidClient, "the client was removed meanwhile, it must register again")
            }
        }
        state.withLock { $0.forget(client.id) }
    }

    /// Notes that the client authenticated; kept in memory until `flush`.
    package func noteUse(of id: ClientID, at now: Timestamp) {
        state.withLock { $0.uses[id] = now }
    }

    /// Forgets what is held of a client, which was just changed.
    package func forget(_ id: ClientID) {
        state.withLock { $0.forget(id) }
    }

    /// Writes the noted uses. Called now and then by the server's upkeep.
    ///
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    package func flush() async throws(OAuthError) {
        let uses = state.withLock { state in
            defer { state.uses = [:] }
            return state.uses
        }
        guard !uses.isEmpty else { return }
        try await storing(await store.commitUse(of: uses))
    }
}
