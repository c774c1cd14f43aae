import OAuthProtocol
import Storage

/// Finds the clients that nobody here registered: what they say of themselves, as far as policy and revocations let it count.
package struct UnregisteredClients: Sendable {
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

    /// - `kept`: the client's row; `nil` if it has none.
    /// - Returns: `nil` if there is no such client, or not any more.
    /// - Throws: as ``ClientDirectory/find(_:from:at:)``.
    func find(
        _ id: ClientID, kept: ClientRecord?, from address: String?, at now: Timestamp
    ) async throws(OAuthError) -> ClientRecord? {
        if kept?.expiry.map({ $0.at <= now }) ?? false { return nil }
        if let uri = ClientDocumentURI(id) { return try await described(uri, id, kept, from: address, at: now) }
        if let kept { return rules.bounded(kept) }
        guard rules.configuration.policy != .off, let client = registrations.open(id),
            client.expiry.map({ now < $0.at }) ?? false, let bounded = rules.bounded(client)
        else { return nil }
        let revoked = try await revocation(ofAny: RegistrationRevocationKey.all(of: client))
        return revoked.map { $0 < client.createdAt } ?? true ? bounded : nil
    }

    private func described(
        _ uri: ClientDocumentURI, _ id: ClientID, _ kept: ClientRecord?, from address: String?, at now: Timestamp
    ) async throws(OAuthError) -> ClientRecord? {
        guard rules.believes(uri) else { return nil }
        var metadata = documents.held(uri, at: now)
        // Where nobody asks for the client itself, as when a token is looked at, nothing is fetched for it.
        if metadata == nil, address != nil {
            do throws(OAuthError) {
                metadata = try await documents.find(uri, isKnown: kept != nil, from: address, at: now)
            } catch {
                // Whom somebody let in stays in while its document cannot be had; not if it is gone, or no longer good.
                guard kept != nil, error.code != .invalidClient else { throw error }
            }
        }
        switch (kept, metadata) {
        case (let kept?, let metadata?): return try await brought(kept, upTo: metadata)
        case (let kept?, nil): return rules.bounded(kept)
        case (nil, let metadata?): return try await client(id, described: metadata, at: now)
        case (nil, nil): return nil
        }
    }

    /// The client as its document describes it now; its row follows. If it is to know its users by other identifiers,
    /// everything that was issued to it is dead, since a grant keeps its `sub` for good (OpenID Connect Core §12.2).
    private func brought(
        _ kept: ClientRecord, upTo metadata: ClientMetadata
    ) async throws(OAuthError) -> ClientRecord? {
        guard kept.metadata != metadata else { return kept }
        let known = kept
        let current = registrations.renewed(known, as: metadata)
        let isWritten = try await storing(await store.commitClient(current, replacing: known.registration))
        return isWritten ? current : nil
    }

    private func client(
        _ id: ClientID, described metadata: ClientMetadata, at now: Timestamp
    ) async throws(OAuthError) -> ClientRecord {
        // Only what was removed by name can have been given anything, since whoever has no row was given nothing.
        let revoked = try await revocation(ofAny: [RegistrationRevocationKey.client(id)])
        var client = ClientRecord(
            ClientRegistration(id: id, instance: registrations.instance(of: id, after: revoked)), metadata: metadata,
            secrets: [],
            origin: .document, createdAt: now, expiry: ClientRecord.Expiry(idle: rules.idle, at: now + rules.idle))
        client.isKept = false
        return client
    }

    private func revocation(ofAny keys: [TokenDigest]) async throws(OAuthError) -> Timestamp? {
        try await storing(await store.findRegistrationRevocation(ofAny: keys))
    }
}
