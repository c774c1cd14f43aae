/// How the key that encrypts a token's content reaches its reader (`alg` of a JWE, RFC 7518 §4.1).
package enum KeyManagementAlgorithm: String, Sendable, CaseIterable, Hashable {
    /// Encrypted with the reader's RSA key, OAEP with SHA-256 (RFC 7518 §4.3).
    case rsaOAEP256 = "RSA-OAEP-256"
    /// Agreed upon with the reader's key on P-256, P-384, P-521 or X25519, directly (RFC 7518 §4.6, RFC 8037 §3.2).
    case ecdhES = "ECDH-ES"
}
