/// How a token's content is encrypted and authenticated (`enc` of a JWE, RFC 7518 §5.1).
package enum ContentEncryption: String, Sendable, CaseIterable, Hashable {
    /// AES-CBC and HMAC-SHA256, each with a key of 128 bits: what is meant where a client names none.
    case a128CBCHS256 = "A128CBC-HS256"
    /// AES-CBC and HMAC-SHA512, each with a key of 256 bits.
    case a256CBCHS512 = "A256CBC-HS512"
    /// AES-GCM with a key of 128 bits.
    case a128GCM = "A128GCM"
    /// AES-GCM with a key of 256 bits.
    case a256GCM = "A256GCM"

    /// Octets of the content encryption key (RFC 7518 §5.2.3, §5.2.5, §5.3).
    package var keyLength: Int {
        switch self {
        case .a128GCM: 16
        case .a128CBCHS256, .a256GCM: 32
        case .a256CBCHS512: 64
        }
    }

    /// Octets of the initialization vector.
    package var nonceLength: Int {
        switch self {
        case .a128CBCHS256, .a256CBCHS512: 16
        case .a128GCM, .a256GCM: 12
        }
    }

    /// Octets of the authentication tag.
    package var tagLength: Int {
        switch self {
        case .a128CBCHS256, .a128GCM, .a256GCM: 16
        case .a256CBCHS512: 32
        }
    }
}
