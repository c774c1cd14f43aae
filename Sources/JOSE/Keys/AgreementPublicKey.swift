import Crypto
import OAuthProtocol

/// The public half of a key that agrees upon secrets: P-256, P-384, P-521 (RFC 7518 §6.2) or X25519 (RFC 8037 §2).
enum AgreementPublicKey: Sendable {
    case p256(P256.KeyAgreement.PublicKey)
    case p384(P384.KeyAgreement.PublicKey)
    case p521(P521.KeyAgreement.PublicKey)
    case x25519(Curve25519.KeyAgreement.PublicKey)

    /// Reads `kty`, `crv` and the coordinates.
    ///
    /// - Throws: `unsupported` for another kind of key, `badKey` for a point that is off its curve or of a wrong length.
    init(jwk: JSONObject) throws(JOSEError) {
        let kind = (try jwk.keyText("kty"), try jwk.keyText("crv"))
        do {
            switch kind {
            case ("EC", "P-256"): self = .p256(try .init(rawRepresentation: try jwk.keyPoint(octetsPerCoordinate: 32)))
            case ("EC", "P-384"): self = .p384(try .init(rawRepresentation: try jwk.keyPoint(octetsPerCoordinate: 48)))
            case ("EC", "P-521"): self = .p521(try .init(rawRepresentation: try jwk.keyPoint(octetsPerCoordinate: 66)))
            case ("OKP", "X25519"): self = .x25519(try .init(rawRepresentation: try jwk.keyOctets("x")))
            default: throw JOSEError.unsupported
            }
        } catch {
            throw error as? JOSEError ?? .badKey
        }
    }

    /// The JWK of nothing but what makes the key.
    var members: JSONObject {
        switch self {
        case .p256(let key): .curveKey("P-256", point: key.rawRepresentation)
        case .p384(let key): .curveKey("P-384", point: key.rawRepresentation)
        case .p521(let key): .curveKey("P-521", point: key.rawRepresentation)
        case .x25519(let key): .octetKey("X25519", key.rawRepresentation)
        }
    }
}
