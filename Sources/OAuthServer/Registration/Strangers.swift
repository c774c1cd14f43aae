import OAuthProtocol
import Storage

/// Finds the clients that nobody here registered: what they say of themselves, as far as policy and dismissals let it count.
package struct Strangers: Sendable {
    private let store: any ClientStore
    private let rules: RegistrationRules
    private let registrations: SealedRegistrations
    private let documents: ClientDocuments

    package init(
        store: any ClientStore, rules: RegistrationRules, registrations: SealedRegistrations, documents: ClientDocuments
    ) {
        self.store = store
        self.rules = rules
        self.registrations = registrations
        self.documents = documents
    }

    /// Seconds without use for which a client stays that somebody let in.
    var idle: Int64 { rules.idle }

    /// - Parameter kept: the client's row; `nil` if it has none.
    /// - Returns: `nil` if there is no such client, or not any more.
    /// - Throws: as ``ClientDirectory/find(_:from:at:)``.
    func find(
        _ id: ClientID, kept: ClientRecord?, from address: String?, at now: Timestamp
    ) async throws(OAuthError) -> ClientRecord? {
        if kept?.lapse.map({ $0.at <= now }) ?? false { return nil }
        if let uri = ClientDocumentURI(id) { return try await described(uri, id, kept, from: address, at: now) }
        if let kept { return rules.bounded(kept) }
        guard rules.configuration.policy != .off, let client = registrations.open(id),
            client.lapse.map({ now < $0.at }) ?? false
        else { return nil }
        let dismissed = try await dismissal(ofAny: DismissalKey.all(of: client))
        guard dismissed.map({ $0 < client.createdAt }) ?? true else { return nil }
        return rules.bounded(client)
    }

    private func described(
        _ uri: ClientDocumentURI, _ id: ClientID, _ kept: ClientRecord?, from address: String?, at now: Timestamp
    ) async throws(OAuthError) -> ClientRecord? {
        guard rules.believes(uri) else { return nil }
        // A token that is looked at need not know what its client says of itself now.
        if address == nil, let kept { return rules.bounded(kept) }
        do throws(OAuthError) {
            let metadata = try await documents.find(uri, isKnown: kept != nil, from: address, at: now)
            if var kept {
                kept.metadata = metadata
                return kept
            }
            return try await client(id, described: metadata, at: now)
        } catch {
            // Whom somebody let in stays in while its document cannot be had; not if it is gone, or no longer good.
            guard let kept, error.code != .invalidClient else { throw error }
            return rules.bounded(kept)
        }
    }

    private func client(
        _ id: ClientID, described metadata: ClientMetadata, at now: Timestamp
    ) async throws(OAuthError) -> ClientRecord {
        // Only what was removed by name can have been given anything, since whoever has no row was given nothing.
        let dismissed = try await dismissal(ofAny: [DismissalKey.client(id)])
        var client = ClientRecord(
            id: id, instance: registrations.instance(of: id, after: dismissed), metadata: metadata, secrets: [],
            origin: .document, createdAt: now, lapse: ClientRecord.Lapse(idle: rules.idle, at: now + rules.idle))
        client.isKept = false
        return client
    }

    private func dismissal(ofAny keys: [TokenDigest]) async throws(OAuthError) -> Timestamp? {
        try await storing { () throws(StorageError) in try await store.findDismissal(ofAny: keys) }
    }
}
