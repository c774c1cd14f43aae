import OAuthProtocol

/// Registered clients.
package protocol ClientStore: Sendable {
    /// - Returns: `nil` if there is no such client.
    func findClient(_ id: ClientID) async throws(StorageError) -> ClientRecord?

    /// Every client, the oldest first.
    func findClients() async throws(StorageError) -> [ClientRecord]

    /// - Returns: false, changing nothing, if the identifier is taken.
    func commitNewClient(_ client: ClientRecord) async throws(StorageError) -> Bool

    /// Replaces metadata and secrets of the client with this identifier and the instance `instance`, which becomes the
    /// record's own: with another one, everything that was issued to the client before is dead.
    ///
    /// - Returns: false if that registration is gone.
    func commitClient(_ client: ClientRecord, replacing instance: Int64) async throws(StorageError) -> Bool

    /// Removes the client with its consents. Its delegations die with it, since they name its instance.
    ///
    /// - Returns: false if there was none.
    func commitRemovalOfClient(_ id: ClientID) async throws(StorageError) -> Bool

    /// Notes when clients last authenticated, unless a later moment is already noted. An unknown client is passed over.
    func commitUse(of clients: [ClientID: Timestamp]) async throws(StorageError)
}

extension ClientStore {
    /// Replaces metadata and secrets of the client with this identifier and instance.
    ///
    /// - Returns: false if that registration is gone.
    package func commitClient(_ client: ClientRecord) async throws(StorageError) -> Bool {
        try await commitClient(client, replacing: client.instance)
    }
}
