/// The JWS algorithms that this server signs with, and takes signatures by (`alg`, RFC 7518 §3.1, RFC 8037 §3.1).
package enum SignatureAlgorithm: String, Sendable, CaseIterable, Hashable {
    /// ECDSA with P-256 and SHA-256.
    case es256 = "ES256"
    /// RSASSA-PKCS1-v1_5 with SHA-256: what every client library knows.
    case rs256 = "RS256"
    /// RSASSA-PSS with SHA-256 and a salt of 32 octets.
    case ps256 = "PS256"
    /// ECDSA with P-384 and SHA-384.
    case es384 = "ES384"
    /// Ed25519.
    case edDSA = "EdDSA"
    /// ML-DSA-65 (FIPS 204), which a quantum computer is not known to break.
    case mlDSA65 = "ML-DSA-65"

    /// Their names, for texts.
    package static let names = names(of: allCases)

    /// The names of some, in the order in which they stand here.
    package static func names(of some: some Collection<SignatureAlgorithm>) -> String {
        allCases.filter(some.contains).map(\.rawValue).joined(separator: ", ")
    }
}
