import Identity
import OAuthProtocol
import OAuthServer
import Storage

/// Lends the rules of accounts to assertions: the two rooms do not know each other.
package struct NewcomerAccounts: AccountProposing {
    private let newcomers: Newcomers

    package init(users: any UserStore, entropy: Entropy) {
        newcomers = Newcomers(users: users, entropy: entropy)
    }

    package func account(for person: AssertedPerson, at now: Timestamp) async throws(StorageError) -> UserRecord {
        try await newcomers.account(
            for: Newcomer(username: person.username, email: person.email, name: person.name), at: now)
    }
}
