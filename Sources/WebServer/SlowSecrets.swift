import Identity
import OAuthProtocol
import OAuthServer

/// Lends the password hasher to client authentication: the two rooms do not know each other.
package struct SlowSecrets: SlowSecretVerifying {
    private let hasher: PasswordHasher

    package init(hasher: PasswordHasher) {
        self.hasher = hasher
    }

    package func verify(_ secret: Secret, againstHash hash: String) async throws(OAuthError) -> Bool {
        do {
            return try await hasher.verify(secret, against: hash)
        } catch {
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
