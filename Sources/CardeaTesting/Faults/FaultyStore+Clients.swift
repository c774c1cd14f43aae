import OAuthProtocol
import Storage

extension FaultyStore {
    package func findClient(_ id: ClientID) async throws(StorageError) -> ClientRecord? {
        try pass(.findClient)
        return try await base.findClient(id)
    }

    package func findClients() async throws(StorageError) -> [ClientRecord] {
        try pass(.findClients)
        return try await base.findClients()
    }

    package func commitNewClient(
        _ client: ClientRecord, unlessDismissedBy keys: [TokenDigest]
    ) async throws(StorageError) -> Bool {
        try pass(.commitNewClient)
        return try await base.commitNewClient(client, unlessDismissedBy: keys)
    }

    package func commitReplacement(
        of id: ClientID, by client: ClientRecord?, dismissing dismissal: Dismissal,
        unlessDismissedBy keys: [TokenDigest], from network: [UInt8], within shares: RegistrationShares
    ) async throws(StorageError) -> Bool {
        try pass(.commitReplacement)
        return try await base.commitReplacement(
            of: id, by: client, dismissing: dismissal, unlessDismissedBy: keys, from: network, within: shares)
    }

    package func commitClient(
        _ client: ClientRecord, replacing known: ClientRegistration
    ) async throws(StorageError) -> Bool {
        try pass(.commitClient)
        return try await base.commitClient(client, replacing: known)
    }

    package func commitRemovalOfClient(_ id: ClientID) async throws(StorageError) -> Bool {
        try pass(.commitRemovalOfClient)
        return try await base.commitRemovalOfClient(id)
    }

    package func commitRemovalOfClients(
        _ ids: [ClientID], dismissing dismissals: [Dismissal]
    ) async throws(StorageError) -> Int {
        try pass(.commitRemovalOfClients)
        return try await base.commitRemovalOfClients(ids, dismissing: dismissals)
    }

    package func findDismissal(ofAny keys: [TokenDigest]) async throws(StorageError) -> Timestamp? {
        try pass(.findDismissal)
        return try await base.findDismissal(ofAny: keys)
    }

    package func commitUse(of clients: [ClientID: Timestamp]) async throws(StorageError) {
        try pass(.commitUseOfClients)
        try await base.commitUse(of: clients)
    }
}
