import OAuthProtocol

/// Since when what this server gives and takes counts. It moves on where a backup was restored and nobody knows what was spent or
/// revoked after it was made: an access token that was issued before, or an assertion that was made before, may have been.
package protocol SecurityEpochStore: Sendable {
    /// The moment; `nil` if it never moved.
    func findSecurityEpoch() async throws(StorageError) -> Timestamp?
}
