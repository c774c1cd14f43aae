import Crypto
import OAuthProtocol

extension SignatureAlgorithm {
    /// The left half of the hash that belongs to the algorithm, which binds a token to what is issued beside it
    /// (`at_hash`, `c_hash`; OpenID Connect Core §3.1.3.6). `nil` for ML-DSA-65: no hash is registered for it, and one
    /// that only we believe in would make readers refuse the token.
    package func hashHalf(of octets: [UInt8]) -> [UInt8]? {
        switch self {
        case .es256, .rs256, .ps256: Array(SHA256.hash(data: octets).prefix(16))
        case .es384: Array(SHA384.hash(data: octets).prefix(24))
        // Ed25519 hashes with SHA-512 inside (RFC 8032 §5.1).
        case .edDSA: Array(SHA512.hash(data: octets).prefix(32))
        case .mlDSA65: nil
        }
    }
}
