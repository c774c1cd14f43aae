import OAuthProtocol

/// Registered clients.
package protocol ClientStore: Sendable {
    /// - Returns: `nil` if there is no such client.
    func findClient(_ id: ClientID) async throws(StorageError) -> ClientRecord?

    /// Every client, the oldest first.
    func findClients() async throws(StorageError) -> [ClientRecord]

    /// - `keys`: what the client must not have been revoked by, in or after the second of its `createdAt`.
    /// - Returns: false, changing nothing, if the identifier is taken, or the client was revoked.
    func commitNewClient(
        _ client: ClientRecord, unlessRevokedBy keys: [TokenDigest]
    ) async throws(StorageError) -> Bool

    /// Replaces metadata, secrets and expiry of the registration `known`, which becomes the record's own: with another instance,
    /// everything that was issued to the client before is dead. The end of a expiry only
    /// moves forward.
    /// Of a client that somebody let in, `network` stays `nil`.
    ///
    /// - Returns: false if that registration is gone.
    func commitClient(_ client: ClientRecord, replacing known: ClientRegistration) async throws(StorageError) -> Bool

    /// Has what a client registered anew, `client`, or for `nil` nothing, take the place of what its own identifier says,
    /// which `revocation` remembers; in one transaction. Nobody has let such a client in, so both rows count as anonymous: what
    /// `network` has of them beyond its share leaves, the oldest first, and so does what all anonymous requests have beyond theirs.
    ///
    /// - `keys`: what the client must not have been revoked by, as for `commitNewClient`.
    /// - Returns: false, changing nothing, if somebody has let the client in meanwhile, or it was revoked.
    func commitReplacement(
        of id: ClientID, by client: ClientRecord?, revoking revocation: RegistrationRevocation,
        unlessRevokedBy keys: [TokenDigest], from network: [UInt8], within shares: RegistrationShares
    ) async throws(StorageError) -> Bool

    /// Removes the client with its consents. Its delegations die with it, since they name its instance.
    ///
    /// - Returns: false if there was none.
    func commitRemovalOfClient(_ id: ClientID) async throws(StorageError) -> Bool

    /// Removes clients with their consents as `commitRemovalOfClient` does, and remembers that whoever falls under one of
    /// `revocations` and was there before is revoked; all of it in one transaction.
    ///
    /// - Returns: how many clients there were.
    func commitRemovalOfClients(
        _ ids: [ClientID], revoking revocations: [RegistrationRevocation]
    ) async throws(StorageError) -> Int

    /// The latest moment at which any of `keys` was revoked; `nil` if none was.
    func findRegistrationRevocation(ofAny keys: [TokenDigest]) async throws(StorageError) -> Timestamp?

    /// Notes when clients last authenticated, unless a later moment is already noted, and moves the expiry of those that
    /// have one. An unknown client is passed over.
    func commitUse(of clients: [ClientID: Timestamp]) async throws(StorageError)
}

extension ClientStore {
    /// - Returns: false, changing nothing, if the identifier is taken.
    /// - Throws: `StorageError` if the store cannot answer.
    package func commitNewClient(_ client: ClientRecord) async throws(StorageError) -> Bool {
        try await commitNewClient(client, unlessRevokedBy: [])
    }

    /// Replaces metadata and secrets of this registration.
    ///
    /// - Returns: false if that registration is gone.
    /// - Throws: `StorageError` if the store cannot answer.
    package func commitClient(_ client: ClientRecord) async throws(StorageError) -> Bool {
        try await commitClient(client, replacing: client.registration)
    }
}

/// What anonymous requests may have kept for registrations that nobody has let in.
package struct RegistrationShares: Sendable, Equatable {
    /// Rows of clients that registered other metadata.
    package let clients: RowBounds
    /// Revocations of what such clients registered before.
    package let revocations: RowBounds

    package init(clients: RowBounds, revocations: RowBounds) {
        self.clients = clients
        self.revocations = revocations
    }
}

/// That clients which are known without a row, by their identifiers alone, are no longer wanted. What they were given
/// before is dead; whether they may come back is a matter of policy.
package struct RegistrationRevocation: Sendable, Equatable {
    /// Digest of what is revoked: a client, a host, a way to come in.
    package let key: TokenDigest
    package let at: Timestamp
    /// When nothing can be alive any more that came before, so that this may be forgotten.
    package let expiresAt: Timestamp

    package init(key: TokenDigest, at: Timestamp, expiresAt: Timestamp) {
        self.key = key
        self.at = at
        self.expiresAt = expiresAt
    }
}
