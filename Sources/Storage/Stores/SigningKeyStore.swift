import OAuthProtocol

/// Signing keys, sealed.
package protocol SigningKeyStore: Sendable {
    /// Every key that has not left, the oldest first.
    func findSigningKeys() async throws(StorageError) -> [SigningKeyRecord]

    /// Moves from one set of keys to another in one transaction, if the kept keys are still exactly those named by
    /// `expected` in the states given there. So two servers that rotate at once make one rotation.
    ///
    /// - Returns: false, changing nothing, if the keys have changed meanwhile.
    func commitSigningKeys(
        _ keys: [SigningKeyRecord], replacing expected: [SigningKeyRecord]
    ) async throws(StorageError) -> Bool
}
