import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting

/// A client that authenticates with a key of its own (RFC 7523 §2.2).
package struct KeyedClient: Sendable {
    /// `client_id`
    package let id: String
    /// Who signs for it.
    package let signer: TestSigner

    /// - `id`: by default the client's that tests use for everything.
    package init(id: String = "app", signer: TestSigner) {
        self.id = id
        self.signer = signer
    }

    /// Its registration; by default with the key at hand.
    ///
    /// - `url`: where it publishes its key instead.
    package func record(keysAt url: String? = nil, change: (inout ClientMetadata) -> Void = { _ in }) -> ClientRecord {
        let client = ClientRecord.make(id: id) { metadata in
            metadata.authenticationMethod = .privateKeyJWT
            if let url {
                metadata.jwksURI = WebURI(url)
            } else {
                metadata.jwks = ["keys": .array([.object(signer.jwk)])]
            }
            change(&metadata)
        }
        return .make(id: id, metadata: client.metadata)
    }

    /// The claims of an assertion for `server`, good for five minutes; null leaves a claim out.
    package func claims(for server: TestServer, id jti: String = "jti-1", changing changes: JSONObject = [:])
        -> JSONObject
    {
        var claims: JSONObject = [
            "iss": .string(id), "sub": .string(id), "aud": .string(server.issuer.value),
            "iat": .integer(server.now.seconds), "exp": .integer((server.now + 300).seconds), "jti": .string(jti),
        ]
        for (name, value) in changes.members { claims[name] = value == .null ? nil : value }
        return claims
    }

    /// An assertion for `server`.
    ///
    /// - `header`: header parameters in place of the good ones; null leaves one out.
    /// - Throws: what signing throws.
    package func assertion(
        for server: TestServer, id jti: String = "jti-1", changing changes: JSONObject = [:], header: JSONObject = [:]
    ) throws -> String {
        try signer.sign(claims(for: server, id: jti, changing: changes), header: header)
    }

    /// The fields that present an assertion.
    package static func presenting(_ assertion: String) -> Fields {
        [
            "client_assertion": assertion,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ]
    }
}
