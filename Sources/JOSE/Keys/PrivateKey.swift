import Crypto
import CryptoExtras
import OAuthProtocol

/// The secret half of a signing key, in the library's own form, ready to sign.
enum PrivateKey: Sendable {
    case es256(P256.Signing.PrivateKey)
    case rs256(_RSA.Signing.PrivateKey)

    /// A fresh key. RS256 looks for two primes of 1024 bits, which takes 0.1 to 1 second.
    static func generate(_ algorithm: SignatureAlgorithm) throws(JOSEError) -> PrivateKey {
        switch algorithm {
        case .es256: return .es256(P256.Signing.PrivateKey())
        case .rs256:
            guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else { throw .badKey }
            return .rs256(key)
        }
    }

    /// Reads what `serialized` wrote.
    init(serialized: [UInt8], algorithm: SignatureAlgorithm) throws(JOSEError) {
        do {
            switch algorithm {
            case .es256: self = .es256(try P256.Signing.PrivateKey(rawRepresentation: serialized))
            case .rs256: self = .rs256(try _RSA.Signing.PrivateKey(derRepresentation: serialized))
            }
        } catch {
            throw .badKey
        }
    }

    /// ES256: the scalar, 32 octets. RS256: PKCS #8 in DER.
    var serialized: [UInt8] {
        switch self {
        case .es256(let key): Array(key.rawRepresentation)
        case .rs256(let key): Array(key.pkcs8DERRepresentation)
        }
    }

    /// The members of the public JWK that make the key (RFC 7518 §6.2.1, §6.3.1).
    func publicMembers() throws(JOSEError) -> JSONObject {
        switch self {
        case .es256(let key):
            let point = Array(key.publicKey.rawRepresentation)
            return [
                "kty": .string("EC"), "crv": .string("P-256"), "x": .string(Base64URL.encode(point.prefix(32))),
                "y": .string(Base64URL.encode(point.suffix(32))),
            ]
        case .rs256(let key):
            guard let numbers = try? key.publicKey.getKeyPrimitives() else { throw .badKey }
            return [
                "kty": .string("RSA"), "n": .string(Base64URL.encode(numbers.modulus)),
                "e": .string(Base64URL.encode(numbers.publicExponent)),
            ]
        }
    }

    /// ES256: `r` and `s`, 32 octets each (RFC 7518 §3.4). RS256: PKCS #1 v1.5, as long as the modulus (§3.3).
    func signature(of input: [UInt8]) throws(JOSEError) -> [UInt8] {
        let digest = SHA256.hash(data: input)
        do {
            switch self {
            case .es256(let key): return try key.signature(for: digest).withUnsafeBytes { Array($0) }
            case .rs256(let key):
                return try key.signature(for: digest, padding: .insecurePKCS1v1_5).withUnsafeBytes { Array($0) }
            }
        } catch {
            throw .badSignature
        }
    }
}
