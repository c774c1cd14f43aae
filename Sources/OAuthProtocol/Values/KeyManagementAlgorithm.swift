/// How the key that encrypts a token's content reaches its reader (`alg` of a JWE, RFC 7518 §4.1).
package enum KeyManagementAlgorithm: String, Sendable, CaseIterable, Hashable {
    /// Encrypted with the reader's RSA key, OAEP with SHA-1 (RFC 7518 §4.3): what older libraries know.
    case rsaOAEP = "RSA-OAEP"
    /// Encrypted with the reader's RSA key, OAEP with SHA-256 (RFC 7518 §4.3).
    case rsaOAEP256 = "RSA-OAEP-256"
    /// Agreed upon with the reader's key on P-256, P-384, P-521 or X25519, directly (RFC 7518 §4.6, RFC 8037 §3.2).
    case ecdhES = "ECDH-ES"
    /// Wrapped with a key of 128 bits that was agreed upon so (RFC 7518 §4.6).
    case ecdhESA128KW = "ECDH-ES+A128KW"
    /// Wrapped with a key of 256 bits that was agreed upon so (RFC 7518 §4.6).
    case ecdhESA256KW = "ECDH-ES+A256KW"

    /// Those of an RSA key.
    package static let encrypting: [KeyManagementAlgorithm] = [.rsaOAEP, .rsaOAEP256]
    /// Those of a key that agrees upon secrets.
    package static let agreeing: [KeyManagementAlgorithm] = [.ecdhES, .ecdhESA128KW, .ecdhESA256KW]

    /// Octets of the key that wraps the content encryption key; `nil` where none does.
    package var wrappingKeyLength: Int? {
        switch self {
        case .ecdhESA128KW: 16
        case .ecdhESA256KW: 32
        case .rsaOAEP, .rsaOAEP256, .ecdhES: nil
        }
    }
}
