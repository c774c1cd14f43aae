import Crypto
import CryptoExtras
import OAuthProtocol

/// The secret half of a signing key, in the library's own form, ready to sign.
enum PrivateKey: Sendable {
    case es256(P256.Signing.PrivateKey)
    case rs256(_RSA.Signing.PrivateKey)
    case ps256(_RSA.Signing.PrivateKey)
    case es384(P384.Signing.PrivateKey)
    case edDSA(Curve25519.Signing.PrivateKey)
    case mlDSA65(MLDSA65.PrivateKey)

    /// A fresh key. RS256 and PS256 look for two primes of 1024 bits, which takes 0.1 to 1 second.
    static func generate(_ algorithm: SignatureAlgorithm) throws(JOSEError) -> PrivateKey {
        do {
            switch algorithm {
            case .es256: return .es256(P256.Signing.PrivateKey())
            case .rs256: return .rs256(try _RSA.Signing.PrivateKey(keySize: .bits2048))
            case .ps256: return .ps256(try _RSA.Signing.PrivateKey(keySize: .bits2048))
            case .es384: return .es384(P384.Signing.PrivateKey())
            case .edDSA: return .edDSA(Curve25519.Signing.PrivateKey())
            case .mlDSA65: return .mlDSA65(try MLDSA65.PrivateKey())
            }
        } catch {
            throw .badKey
        }
    }

    /// Reads what `serialized` wrote.
    init(serialized: [UInt8], algorithm: SignatureAlgorithm) throws(JOSEError) {
        do {
            switch algorithm {
            case .es256: self = .es256(try P256.Signing.PrivateKey(rawRepresentation: serialized))
            case .rs256: self = .rs256(try _RSA.Signing.PrivateKey(derRepresentation: serialized))
            case .ps256: self = .ps256(try _RSA.Signing.PrivateKey(derRepresentation: serialized))
            case .es384: self = .es384(try P384.Signing.PrivateKey(rawRepresentation: serialized))
            case .edDSA: self = .edDSA(try Curve25519.Signing.PrivateKey(rawRepresentation: serialized))
            case .mlDSA65: self = .mlDSA65(try MLDSA65.PrivateKey(seedRepresentation: serialized, publicKey: nil))
            }
        } catch {
            throw .badKey
        }
    }

    /// ES256 and ES384: the scalar, 32 and 48 octets. RS256 and PS256: PKCS #8 in DER. EdDSA and ML-DSA-65: the seed,
    /// 32 octets (RFC 8032 §5.1.5, FIPS 204 §5.1).
    var serialized: [UInt8] {
        switch self {
        case .es256(let key): Array(key.rawRepresentation)
        case .rs256(let key), .ps256(let key): Array(key.pkcs8DERRepresentation)
        case .es384(let key): Array(key.rawRepresentation)
        case .edDSA(let key): Array(key.rawRepresentation)
        case .mlDSA65(let key): Array(key.seedRepresentation)
        }
    }

    /// The members of the public JWK that make the key (RFC 7518 §6.2.1, §6.3.1; RFC 8037 §2; `AKP` of
    /// RFC 9964, of which `alg` is a part).
    func publicMembers() throws(JOSEError) -> JSONObject {
        switch self {
        case .es256(let key): return .curveKey("P-256", point: key.publicKey.rawRepresentation)
        case .es384(let key): return .curveKey("P-384", point: key.publicKey.rawRepresentation)
        case .rs256(let key), .ps256(let key):
            guard let numbers = try? key.publicKey.getKeyPrimitives() else { throw .badKey }
            return [
                "kty": .string("RSA"), "n": .string(Base64URL.encode(numbers.modulus)),
                "e": .string(Base64URL.encode(numbers.publicExponent)),
            ]
        case .edDSA(let key): return .octetKey("Ed25519", key.publicKey.rawRepresentation)
        case .mlDSA65(let key):
            return [
                "kty": .string("AKP"), "alg": .string(SignatureAlgorithm.mlDSA65.rawValue),
                "pub": .string(Base64URL.encode(key.publicKey.rawRepresentation)),
            ]
        }
    }

    /// ES256 and ES384: `r` and `s`, each as long as the curve's order (RFC 7518 §3.4). RS256 and PS256: as long as the
    /// modulus (§3.3, §3.5). EdDSA: 64 octets (RFC 8037 §3.1). ML-DSA-65: 3309 octets, over the input itself with an
    /// empty context.
    func signature(of input: [UInt8]) throws(JOSEError) -> [UInt8] {
        do {
            switch self {
            case .es256(let key):
                return try key.signature(for: SHA256.hash(data: input)).withUnsafeBytes { Array($0) }
            case .rs256(let key):
                return try key.signature(for: SHA256.hash(data: input), padding: .insecurePKCS1v1_5)
                    .withUnsafeBytes { Array($0) }
            case .ps256(let key):
                return try key.signature(for: SHA256.hash(data: input), padding: .PSS).withUnsafeBytes { Array($0) }
            case .es384(let key):
                return try key.signature(for: SHA384.hash(data: input)).withUnsafeBytes { Array($0) }
            case .edDSA(let key): return Array(try key.signature(for: input))
            case .mlDSA65(let key): return Array(try key.signature(for: input))
            }
        } catch {
            throw .badSignature
        }
    }
}
