import Identity
import JOSE
import OAuthProtocol
import OAuthServer
import Storage

extension AuthorizationServer {
    /// The rules of OAuth with what they borrow of the rules of people: how secrets are hashed and accounts drawn up. Those
    /// two rooms do not know each other, and meet here, where the executable and the test kit find them joined.
    ///
    /// - `documents`: fetches the keys of trusted issuers, and what the operator's clients name.
    /// - `dynamicClientDocuments`: fetches what dynamic clients name; `nil` for the same.
    package init(
        configuration: ServerConfiguration, store: any Store, keys: TokenKeys, master: MasterKey,
        hasher: PasswordHasher,
        entropy: Entropy, documents: any DocumentFetching, dynamicClientDocuments: (any DocumentFetching)? = nil
    ) {
        let key = master.derive("client secrets")
        self.init(
            configuration: configuration, store: store, keys: keys, entropy: entropy,
            slowSecrets: SlowSecrets(
                hasher: hasher, guesses: ClientSecretGuesses(attempts: store, mac: { key.mac($0) })),
            provisioning: AccountProvisioning(users: store, entropy: entropy), documents: documents,
            dynamicClientDocuments: dynamicClientDocuments)
    }
}

extension AccountProvisioning: AccountProposing {
    package func account(for person: AssertedPerson, at now: Timestamp) async throws(StorageError) -> UserRecord {
        try await account(
            for: ProvisionedPerson(username: person.username, email: person.email, name: person.name), at: now)
    }
}

/// Client secrets that people chose, checked by the password hasher, and as often as its counters let anybody guess.
private struct SlowSecrets: SlowSecretVerifying {
    let hasher: PasswordHasher
    let guesses: ClientSecretGuesses

    func verify(
        _ secret: Secret, againstHash hash: String, of client: ClientID, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> Bool {
        let wait = try await storing(await guesses.begin(as: client, from: address, at: now))
        if let wait {
            throw OAuthError(
                .tooManyRequests, "too many wrong secrets of this client come from your address, try again later",
                retryAfter: wait)
        }
        do throws(PasswordError) {
            let isRight = try await hasher.verify(secret, against: hash, for: .clientSecret(from: address))
            // What cannot be forgotten now is forgotten by itself, and is no reason to refuse what is right.
            if isRight { try? await guesses.forget(client, from: address) }
            return isRight
        } catch {
            try? await guesses.takeBack(client, from: address)
            switch error {
            case .busy(let seconds):
                throw OAuthError(
                    .tooManyRequests, "too many secrets are being checked, try again later", retryAfter: seconds)
            case .failed:
                throw OAuthError(
                    .serverError, "the server could not check the secret", cause: "a stored hash is damaged")
            }
        }
    }
}
