import JOSE
import OAuthProtocol
import Storage

extension ClientKeys {
    /// An ID token as the client wants it: as it is, or encrypted to the client's key (OpenID Connect Core §10.2), first
    /// signed and then encrypted.
    ///
    /// - Throws: `server_error` if the client has no key of its own for that; `temporarily_unavailable` if its keys
    ///   cannot be had. A token that should be encrypted never leaves without.
    func encrypted(
        _ token: [UInt8], to client: ClientRecord, at now: Timestamp
    ) async throws(OAuthError) -> [UInt8] {
        guard let algorithm = client.metadata.idTokenKeyManagement, let encryption = client.metadata.idTokenEncryption
        else { return token }
        let keys = try await encryptionKeys(of: client, for: algorithm, at: now)
        guard let key = keys.first else {
            throw OAuthError(
                .serverError, "the token cannot be encrypted: the client has no key for it",
                cause: "client \(client.id) has no public key for \(algorithm.rawValue)")
        }
        do {
            return try CompactJWE.encrypt(
                token, to: key, algorithm: algorithm, encryption: encryption, contentType: "JWT")
        } catch {
            throw OAuthError(.serverError, "the token cannot be encrypted", cause: "\(client.id): \(error)")
        }
    }
}
