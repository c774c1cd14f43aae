import Crypto
import OAuthProtocol

/// The secret half of a key that agrees upon secrets.
enum AgreementPrivateKey: Sendable {
    case p256(P256.KeyAgreement.PrivateKey)
    case p384(P384.KeyAgreement.PrivateKey)
    case p521(P521.KeyAgreement.PrivateKey)
    case x25519(Curve25519.KeyAgreement.PrivateKey)

    /// A fresh key for one message, on the curve of the reader's.
    init(ephemeralFor reader: AgreementPublicKey) {
        switch reader {
        case .p256: self = .p256(P256.KeyAgreement.PrivateKey())
        case .p384: self = .p384(P384.KeyAgreement.PrivateKey())
        case .p521: self = .p521(P521.KeyAgreement.PrivateKey())
        case .x25519: self = .x25519(Curve25519.KeyAgreement.PrivateKey())
        }
    }

    /// Reads a JWK with `d`.
    ///
    /// - Throws: as `AgreementPublicKey` does; `badKey` also if the two halves do not belong together.
    init(jwk: JSONObject) throws(JOSEError) {
        let published = try AgreementPublicKey(jwk: jwk)
        let secret = try jwk.keyOctets("d")
        do {
            switch published {
            case .p256: self = .p256(try .init(rawRepresentation: secret))
            case .p384: self = .p384(try .init(rawRepresentation: secret))
            case .p521: self = .p521(try .init(rawRepresentation: secret))
            case .x25519: self = .x25519(try .init(rawRepresentation: secret))
            }
        } catch {
            throw .badKey
        }
        guard publicKey.members == published.members else { throw .badKey }
    }

    var publicKey: AgreementPublicKey {
        switch self {
        case .p256(let key): .p256(key.publicKey)
        case .p384(let key): .p384(key.publicKey)
        case .p521(let key): .p521(key.publicKey)
        case .x25519(let key): .x25519(key.publicKey)
        }
    }

    /// The secret that both sides find.
    ///
    /// - Throws: `badKey` if the other key is on another curve, or is one with which everybody finds zero
    ///   (RFC 7748 §6.1).
    func agree(with other: AgreementPublicKey) throws(JOSEError) -> SharedSecret {
        let secret: SharedSecret?
        switch (self, other) {
        case (.p256(let mine), .p256(let theirs)): secret = try? mine.sharedSecretFromKeyAgreement(with: theirs)
        case (.p384(let mine), .p384(let theirs)): secret = try? mine.sharedSecretFromKeyAgreement(with: theirs)
        case (.p521(let mine), .p521(let theirs)): secret = try? mine.sharedSecretFromKeyAgreement(with: theirs)
        case (.x25519(let mine), .x25519(let theirs)): secret = try? mine.sharedSecretFromKeyAgreement(with: theirs)
        default: secret = nil
        }
        guard let secret, secret.withUnsafeBytes({ $0.reduce(0, |) }) != 0 else { throw .badKey }
        return secret
    }
}
