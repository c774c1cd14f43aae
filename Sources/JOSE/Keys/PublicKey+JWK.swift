import Crypto
import CryptoExtras
import OAuthProtocol

extension PublicKey {
    /// Reads a JWK (RFC 7517 §4). Private members are not looked at.
    ///
    /// - Throws: `unsupported` for a key type, curve or `alg` that we do not verify with; `badKey` for a key that is
    ///   malformed, too weak, too large, or meant for something else than signatures (`use`, `key_ops`).
    package init(jwk: JSONObject, within bounds: KeyBounds = .operators) throws(JOSEError) {
        guard let type = try jwk.keyText("kty") else { throw .badKey }
        if let use = try jwk.keyText("use"), use != "sig" { throw .badKey }
        if let operations = jwk["key_ops"] {
            guard operations.strings?.contains("verify") == true else { throw .badKey }
        }
        let material: Material
        switch (type, try jwk.keyText("crv")) {
        case ("EC", "P-256"):
            let point = try jwk.keyPoint(octetsPerCoordinate: 32)
            guard let key = try? P256.Signing.PublicKey(rawRepresentation: point) else { throw .badKey }
            material = .p256(key)
        case ("EC", "P-384"):
            let point = try jwk.keyPoint(octetsPerCoordinate: 48)
            guard let key = try? P384.Signing.PublicKey(rawRepresentation: point) else { throw .badKey }
            material = .p384(key)
        case ("RSA", _): material = .rsa(try jwk.rsaKey(within: bounds))
        case ("OKP", "Ed25519"):
            let point = try jwk.keyOctets("x")
            guard !SmallOrderPoints.contain(point),
                let key = try? Curve25519.Signing.PublicKey(rawRepresentation: point)
            else { throw .badKey }
            material = .ed25519(key)
        case ("AKP", _): material = try jwk.algorithmKey()
        default: throw .unsupported
        }
        try self.init(material, onlyAlgorithm: try jwk.keyText("alg"))
    }
}

extension JSONObject {
    fileprivate func rsaKey(within bounds: KeyBounds) throws(JOSEError) -> _RSA.Signing.PublicKey {
        let (modulus, exponent) = try rsaNumbers(within: bounds)
        guard let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent) else { throw .badKey }
        return key
    }

    /// A key whose kind is its algorithm (`AKP`, RFC 9964): `alg` must be there, and says what `pub` is.
    fileprivate func algorithmKey() throws(JOSEError) -> PublicKey.Material {
        guard let algorithm = try keyText("alg") else { throw .badKey }
        guard algorithm == SignatureAlgorithm.mlDSA65.rawValue else { throw .unsupported }
        guard let key = try? MLDSA65.PublicKey(rawRepresentation: try keyOctets("pub")) else { throw .badKey }
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
