import Identity
import OAuthProtocol
import OAuthServer
import Storage

/// Lends the password hasher and its counters to client authentication: the two rooms do not know each other.
package struct SlowSecrets: SlowSecretVerifying {
    private let hasher: PasswordHasher
    private let guesses: ClientSecretGuesses

    package init(hasher: PasswordHasher, guesses: ClientSecretGuesses) {
        self.hasher = hasher
        self.guesses = guesses
    }

    package func verify(
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
