import Identity
import OAuthProtocol
import OAuthServer
import Storage

/// Lends the rules of accounts to assertions: the two rooms do not know each other.
package struct ProvisionedAccounts: AccountProposing {
    private let newcomers: AccountProvisioning

    package init(users: any UserStore, entropy: Entropy) {
        newcomers = AccountProvisioning(users: users, entropy: entropy)
    }

    package func account(for person: AssertedPerson, at now: Timestamp) async throws(StorageError) -> UserRecord {
        try await newcomers.account(
            for: ProvisionedPerson(username: person.username, email: person.email, name: person.name), at: now)
    }
}
