/// How a token's content is encrypted and authenticated (`enc` of a JWE, RFC 7518 §5.3).
package enum ContentEncryption: String, Sendable, CaseIterable, Hashable {
    /// AES-GCM with a key of 128 bits.
    case a128GCM = "A128GCM"
    /// AES-GCM with a key of 256 bits.
    case a256GCM = "A256GCM"

    /// Octets of the content encryption key.
    package var keyLength: Int {
        switch self {
        case .a128GCM: 16
        case .a256GCM: 32
        }
    }
}
