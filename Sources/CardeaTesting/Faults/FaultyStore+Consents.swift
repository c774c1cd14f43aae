import OAuthProtocol
import Storage

extension FaultyStore {
    package func findConsent(of user: UserID, to client: ClientID) async throws(StorageError) -> ConsentRecord? {
        try pass(.findConsent)
        return try await base.findConsent(of: user, to: client)
    }

    package func findConsents(of user: UserID) async throws(StorageError) -> [ConsentRecord] {
        try pass(.findConsents)
        return try await base.findConsents(of: user)
    }

    package func findAccess(of user: UserID, at now: Timestamp) async throws(StorageError) -> [AccessRecord] {
        try pass(.findAccess)
        return try await base.findAccess(of: user, at: now)
    }

    package func commitConsent(_ consent: ConsentRecord) async throws(StorageError) {
        try pass(.commitConsent)
        try await base.commitConsent(consent)
    }

    package func commitWithdrawal(
        of user: UserID, from client: ClientID, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try pass(.commitWithdrawal)
        return try await base.commitWithdrawal(of: user, from: client, at: now)
    }
}
