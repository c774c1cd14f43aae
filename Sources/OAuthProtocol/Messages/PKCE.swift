/// `code_challenge` with the method S256, the only one (RFC 7636 §4.2; RFC 9700 §2.1.1 deprecates `plain`).
package struct CodeChallenge: Hashable, Sendable {
    /// Base64url of a SHA-256 digest, 43 characters.
    package let value: String

    /// `nil` unless `value` is the canonical base64url of 32 octets.
    package init?(_ value: String) {
        guard value.utf8.count == 43, Base64URL.decode(value) != nil else { return nil }
        self.value = value
    }

    /// Whether `verifier` is the one that this challenge was made from (RFC 7636 §4.6); in constant time.
    package func isMet(by verifier: CodeVerifier) -> Bool {
        constantTimeEqual(Array(value.utf8), Base64URL.encodedOctets(TokenDigest(of: verifier.secret.exposed).octets))
    }
}

/// `code_verifier` (RFC 7636 §4.1): 43 to 128 unreserved characters.
package struct CodeVerifier: Sendable {
    package let secret: Secret

    /// `nil` if the syntax is wrong.
    package init?(_ text: String) {
        guard (43...128).contains(text.utf8.count), text.utf8.allSatisfy(PercentEncoding.isUnreserved) else {
            return nil
        }
        secret = Secret(text)
    }
}
