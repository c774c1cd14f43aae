/// A signature algorithm that a credential may have (§5.8.5), as COSE numbers it (RFC 9053 §2, RFC 8812 §2). Each goes
/// with one type of key and one curve.
package enum COSEAlgorithm: Int64, CaseIterable, Hashable, Sendable {
    /// EdDSA with Ed25519.
    case edDSA = -8
    /// ECDSA with P-256 and SHA-256.
    case es256 = -7
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = -257

    /// The algorithm's name as JOSE has it (RFC 7518 §3.1, RFC 8037 §3.1).
    var name: String {
        switch self {
        case .edDSA: "EdDSA"
        case .es256: "ES256"
        case .rs256: "RS256"
        }
    }
}
