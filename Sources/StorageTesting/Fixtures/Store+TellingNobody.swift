import OAuthProtocol
import Storage

/// What changes how a person signs in, without a message to them; each throws what the store throws.
extension Store {
    package func commitPassword(
        _ hash: String, of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try await commitPassword(hash, of: user, telling: nil, at: now)
    }

    package func commitOneTimeCodes(
        _ codes: OneTimeCodeRecord, recovery: [RecoveryCodeRecord]
    ) async throws(StorageError) -> Bool {
        try await commitOneTimeCodes(codes, recovery: recovery, telling: nil)
    }

    package func commitRemovalOfOneTimeCodes(of user: UserID) async throws(StorageError) -> Bool {
        try await commitRemovalOfOneTimeCodes(of: user, telling: nil)
    }

    package func commitRecoveryCodes(
        _ codes: [RecoveryCodeRecord], of user: UserID
    ) async throws(StorageError) -> Bool {
        try await commitRecoveryCodes(codes, of: user, telling: nil)
    }

    package func commitNewPasskey(
        _ passkey: PasskeyRecord, spending challenge: SpentAssertion
    ) async throws(StorageError) -> NewPasskeyOutcome {
        try await commitNewPasskey(passkey, spending: challenge, telling: nil)
    }

    package func commitRemoval(ofPasskey id: [UInt8], of user: UserID) async throws(StorageError) -> Bool {
        try await commitRemoval(ofPasskey: id, of: user, telling: nil)
    }

    package func commitLink(_ link: OneTimeLinkRecord) async throws(StorageError) -> Bool {
        try await commitLink(link, sending: nil, answering: nil)
    }
}
