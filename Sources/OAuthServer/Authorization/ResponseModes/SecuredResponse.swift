import JOSE
import OAuthProtocol
import Storage

/// Makes the answer one signed JWT (JARM §2.1): nobody on the way can change it, and only its client takes it; encrypted, if the
/// client registered that, nobody on the way can read it either (§2.2).
struct SecuredResponse: Sendable {
    /// Seconds that an answer is good for: as long as it takes a browser to bring it.
    private static let lifetime: Int64 = 600

    private let issuer: Issuer
    private let keys: TokenKeys
    private let clientKeys: ClientKeys

    init(issuer: Issuer, keys: TokenKeys, clientKeys: ClientKeys) {
        self.issuer = issuer
        self.keys = keys
        self.clientKeys = clientKeys
    }

    /// - `address`: of whoever has it made and need not be signed in; `nil` is not limited.
    /// - Throws: `server_error` if it cannot be signed; what encryption to the client throws.
    func secure(
        _ fields: [ResponseField], for client: ClientRecord, from address: String?, at now: Timestamp
    ) async throws(OAuthError) -> String {
        var claims: JSONObject = [
            "iss": .string(issuer.value), "aud": .string(client.id.value),
            "exp": .integer((now + Self.lifetime).seconds), "iat": .integer(now.seconds),
        ]
        for field in fields { claims[field.name] = .string(field.value) }
        let token = try await keys.sign(
            claims.octets, by: client.metadata.authorizationAlgorithm, type: "JWT")
        let answer = try await clientKeys.encrypted(
            token, to: client, as: client.metadata.authorizationEncryption, from: address, at: now)
        return String(decoding: answer, as: UTF8.self)
    }
}
