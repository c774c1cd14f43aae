import JOSE
import OAuthProtocol
import Storage

/// Makes the answer one signed JWT (JARM §2.1): nobody on the way can change it, and only its client takes it.
struct SecuredResponse: Sendable {
    /// Seconds that an answer is good for: as long as it takes a browser to bring it.
    private static let lifetime: Int64 = 600

    private let issuer: Issuer
    private let keys: TokenKeys

    init(issuer: Issuer, keys: TokenKeys) {
        self.issuer = issuer
        self.keys = keys
    }

    /// - Throws: `server_error` if it cannot be signed.
    func sign(
        _ fields: [ResponseField], for client: ClientRecord, at now: Timestamp
    ) async throws(OAuthError) -> String {
        var claims: JSONObject = [
            "iss": .string(issuer.value), "aud": .string(client.id.value),
            "exp": .integer((now + Self.lifetime).seconds), "iat": .integer(now.seconds),
        ]
        for field in fields { claims[field.name] = .string(field.value) }
        let token = try await keys.sign(
            claims.octets, by: client.metadata.authorizationAlgorithm, type: "JWT")
        return String(decoding: token, as: UTF8.self)
    }
}
