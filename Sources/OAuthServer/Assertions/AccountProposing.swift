import OAuthProtocol
import Storage

/// Draws up the account of a person whom a trusted issuer vouches for. `Identity.AccountProvisioning` does it.
package protocol AccountProposing: Sendable {
    /// - Returns: an enabled account without a password, under a user name and, if it has one, an e-mail address that
    ///   nobody else has at the moment. Nothing is kept.
    func account(for person: AssertedPerson, at now: Timestamp) async throws(StorageError) -> UserRecord
}
