import OAuthProtocol
import OAuthServer

/// An issuer of assertions (RFC 7523) that a server is told to trust.
package struct AssertionIssuer: Sendable {
    /// `iss`
    package static let url = "https://idp.example"
    /// Where its keys are published, if a test publishes them.
    package static let jwksURL = "https://idp.example/keys"

    /// Who signs for it.
    package let signer: TestSigner

    package init(signer: TestSigner) {
        self.signer = signer
    }

    /// How the server is told: by default with the keys at hand.
    package func trusted(keysAt url: String? = nil, change: (inout TrustedIssuer) -> Void = { _ in }) -> TrustedIssuer {
        var trusted = TrustedIssuer(issuer: Self.url, keys: url.map { .url($0) } ?? .keys(signer.jwks))
        change(&trusted)
        return trusted
    }

    /// An assertion about `ada` for `server`, good for five minutes.
    ///
    /// - `changes`: claims in place of the good ones; null leaves a claim out.
    /// - `header`: header parameters likewise.
    /// - Throws: what signing throws.
    package func assertion(
        for server: TestServer, id: String = "jti-1", changing changes: JSONObject = [:], header: JSONObject = [:]
    ) throws -> String {
        var claims: JSONObject = [
            "iss": .string(Self.url), "sub": .string("ada"), "aud": .string(server.issuer.value),
            "iat": .integer(server.now.seconds), "exp": .integer((server.now + 300).seconds), "jti": .string(id),
        ]
        for (name, value) in changes.members { claims[name] = value == .null ? nil : value }
        return try signer.sign(claims, header: header)
    }
}
