import JOSE
import OAuthProtocol
import Storage

extension ClientKeys {
    /// An answer as the client wants it: as it is, or encrypted to the client's key (OpenID Connect Core §10.2). What is signed is
    /// signed first.
    ///
    /// - `wish`: what the client's metadata say of such answers.
    /// - `isToken`: whether the answer is a JWT already, so that it becomes a token within a token.
    /// - `address`: of whoever has it made without having authenticated; `nil` is not limited.
    /// - Throws: `server_error` if the client has no key of its own for that; `temporarily_unavailable` if its keys
    ///   cannot be had; `too_many_requests`. An answer that should be encrypted never leaves without.
    func encrypted(
        _ answer: [UInt8], to client: ClientRecord, as wish: ResponseEncryption, isToken: Bool = true,
        from address: String? = nil, at now: Timestamp
    ) async throws(OAuthError) -> [UInt8] {
        guard let (algorithm, encryption) = wish.chosen else { return answer }
        if client.origin.isDynamic { try dynamicClientAnswers.count(address, at: now) }
        let keys = try await encryptionKeys(of: client, for: algorithm, from: address, at: now)
        guard let key = keys.first else {
            throw OAuthError(
                .serverError, "the answer cannot be encrypted: the client has no key for it",
                cause: "client \(client.id) has no public key for \(algorithm.rawValue)")
        }
        let encrypt: @Sendable () -> Result<[UInt8], JOSEError> = {
            Result { () throws(JOSEError) in
                try CompactJWE.encrypt(
                    answer, to: key, algorithm: algorithm, encryption: encryption,
                    contentType: isToken ? "JWT" : nil)
            }
        }
        let result: Result<[UInt8], JOSEError>?
        if key.isCostly { result = await costlyEncryption.run(encrypt) } else { result = encrypt() }
        guard let result else {
            throw OAuthError(.tooManyRequests, "too many answers wait to be encrypted, try again", retryAfter: 1)
        }
        do {
            return try result.get()
        } catch {
            throw OAuthError(.serverError, "the answer cannot be encrypted", cause: "\(client.id): \(error)")
        }
    }
}
