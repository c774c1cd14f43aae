import Crypto
import CryptoExtras
import OAuthProtocol

extension PublicKey {
    /// Reads a JWK (RFC 7517 §4). Private members are not looked at.
    ///
    /// - Throws: `unsupported` for a key type, curve or `alg` that we do not verify with; `badKey` for a key that is
    ///   malformed, too weak, or meant for something else than signatures (`use`, `key_ops`).
    package init(jwk: JSONObject) throws(JOSEError) {
        guard let type = try jwk.text("kty") else { throw .badKey }
        if let use = try jwk.text("use"), use != "sig" { throw .badKey }
        if let operations = jwk["key_ops"] {
            guard operations.strings?.contains("verify") == true else { throw .badKey }
        }
        let material: Material
        switch (type, try jwk.text("crv")) {
        case ("EC", "P-256"):
            let point = try jwk.point(octetsPerCoordinate: 32)
            guard let key = try? P256.Signing.PublicKey(rawRepresentation: point) else { throw .badKey }
            material = .p256(key)
        case ("EC", "P-384"):
            let point = try jwk.point(octetsPerCoordinate: 48)
            guard let key = try? P384.Signing.PublicKey(rawRepresentation: point) else { throw .badKey }
            material = .p384(key)
        case ("RSA", _): material = .rsa(try jwk.rsaKey())
        case ("OKP", "Ed25519"):
            let point = try jwk.octets("x")
            guard !SmallOrderPoints.contain(point),
                let key = try? Curve25519.Signing.PublicKey(rawRepresentation: point)
            else { throw .badKey }
            material = .ed25519(key)
        case ("AKP", _): material = try jwk.algorithmKey()
        default: throw .unsupported
        }
        try self.init(material, onlyAlgorithm: try jwk.text("alg"))
    }
}

extension JSONObject {
    /// A member that is text; `nil` if there is none.
    fileprivate func text(_ name: String) throws(JOSEError) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw .badKey }
        return text
    }

    fileprivate func octets(_ name: String) throws(JOSEError) -> [UInt8] {
        guard let text = try text(name), let octets = Base64URL.decode(text) else { throw .badKey }
        return octets
    }

    /// `x` and `y` at their full length (RFC 7518 §6.2.1.2): a shorter one would be another way to write the same key.
    fileprivate func point(octetsPerCoordinate count: Int) throws(JOSEError) -> [UInt8] {
        let x = try octets("x")
        let y = try octets("y")
        guard x.count == count, y.count == count else { throw .badKey }
        return x + y
    }

    /// `n` and `e` without leading zeros (RFC 7518 §6.3.1). The bounds keep the cost of one verification small: a modulus
    /// of 8192 bits and an exponent of 33 are the most that the library takes too.
    fileprivate func rsaKey() throws(JOSEError) -> _RSA.Signing.PublicKey {
        let modulus = try octets("n")
        let exponent = try octets("e")
        guard (256...1024).contains(modulus.count), (1...5).contains(exponent.count), modulus.first != 0,
            exponent.first != 0, let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
        else { throw .badKey }
        return key
    }

    /// A key whose kind is its algorithm (`AKP`, draft-ietf-cose-dilithium): `alg` must be there, and says what `pub` is.
    fileprivate func algorithmKey() throws(JOSEError) -> PublicKey.Material {
        guard let algorithm = try text("alg") else { throw .badKey }
        guard algorithm == SignatureAlgorithm.mlDSA65.rawValue else { throw .unsupported }
        guard let key = try? MLDSA65.PublicKey(rawRepresentation: try octets("pub")) else { throw .badKey }
        return .mlDSA65(key)
    }
}

/// Ed25519 public keys that verify a signature of anybody over anything: the points of order 1, 2, 4 and 8.
private enum SmallOrderPoints {
    /// The encodings of `y`, little-endian, of which the sign bit in the last octet is set apart; the last two are 0 and
    /// 1 written as `p` and `p + 1`.
    private static let encodings: [[UInt8]] = [
        [UInt8](repeating: 0, count: 32),
        [1] + [UInt8](repeating: 0, count: 31),
        [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
            0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
            0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
        [0xed] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
        [0xee] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
    ]

    static func contain(_ point: [UInt8]) -> Bool {
        guard let last = point.last else { return false }
        return encodings.contains(point.dropLast() + [last & 0x7f])
    }
}
