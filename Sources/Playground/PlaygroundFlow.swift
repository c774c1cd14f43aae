import OAuthProtocol

/// What a client remembers between the authorization request and its answer: `state`, `nonce` and the PKCE verifier.
struct PlaygroundFlow: Sendable {
    let state: Secret
    let nonce: Secret
    let verifier: Secret

    /// A flow that begins now.
    init(from entropy: Entropy) {
        (state, nonce, verifier) = (entropy.secret(), entropy.secret(), entropy.secret())
    }

    /// The flow of a cookie; `nil` if it is none.
    init?(_ cookie: Secret) {
        let parts = cookie.exposed.octets.split(".").map { Secret(String($0)) }
        guard parts.count == 3 else { return nil }
        (state, nonce, verifier) = (parts[0], parts[1], parts[2])
    }

    var cookie: Secret {
        Secret([state, nonce, verifier].map(\.exposed).joined(separator: "."))
    }

    /// `code_challenge`, S256 (RFC 7636 §4.2).
    var challenge: String {
        Base64URL.encode(verifier.digest.octets)
    }
}
