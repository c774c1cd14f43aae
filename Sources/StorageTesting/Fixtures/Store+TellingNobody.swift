import OAuthProtocol
import Storage

/// What changes how a person signs in, without a message to them.
extension Store {
    /// - Throws: what the store throws.
    package func commitRemovalOfUser(_ id: UserID, at now: Timestamp) async throws(StorageError) -> UserOutcome {
        try await commitRemovalOfUser(id, telling: nil, at: now)
    }

    /// - Throws: what the store throws.
    package func commitPassword(
        _ hash: String, of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try await commitPassword(hash, of: user, telling: nil, at: now)
    }

    /// - Throws: what the store throws.
    package func commitOneTimeCodes(
        _ codes: OneTimeCodeRecord, recovery: [RecoveryCodeRecord]
    ) async throws(StorageError) -> Bool {
        try await commitOneTimeCodes(codes, recovery: recovery, telling: nil)
    }

    /// - Throws: what the store throws.
    package func commitRemovalOfOneTimeCodes(of user: UserID) async throws(StorageError) -> Bool {
        try await commitRemovalOfOneTimeCodes(of: user, telling: nil)
    }

    /// - Throws: what the store throws.
    package func commitRecoveryCodes(
        _ codes: [RecoveryCodeRecord], of user: UserID
    ) async throws(StorageError) -> Bool {
        try await commitRecoveryCodes(codes, of: user, telling: nil)
    }

    /// - Throws: what the store throws.
    package func commitNewPasskey(
        _ passkey: PasskeyRecord, spending challenge: SpentAssertion
    ) async throws(StorageError) -> NewPasskeyOutcome {
        try await commitNewPasskey(passkey, spending: challenge, telling: nil)
    }

    /// - Throws: what the store throws.
    package func commitRemoval(ofPasskey id: [UInt8], of user: UserID) async throws(StorageError) -> Bool {
        try await commitRemoval(ofPasskey: id, of: user, telling: nil)
    }

    /// - Throws: what the store throws.
    package func commitLink(_ link: OneTimeLinkRecord) async throws(StorageError) -> Bool {
        try await commitLink(link, sending: nil, answering: nil)
    }
}
