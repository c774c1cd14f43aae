import Crypto
import JOSE
import OAuthProtocol

/// A credential public key (§6.5.1): a COSE_Key (RFC 9052 §7) of the kind that its `alg` demands (§5.8.5), and with no
/// parameter but those that make it one. Points and moduli are checked where those of JWKs are.
package struct COSEKey: Sendable {
    /// The one algorithm that the key is for.
    package let algorithm: COSEAlgorithm
    private let key: PublicKey

    /// Reads a key that is alone.
    ///
    /// - Throws: `cbor`, or what the other initialiser throws.
    package init(octets: [UInt8]) throws(WebAuthnError) {
        try self.init(try CBOR(octets: octets))
    }

    /// - Throws: `badKey` for what is no COSE_Key of one of these kinds, `privateKey`, `algorithmNotOffered` for an
    ///   algorithm that is none of `COSEAlgorithm`, `keyOfAnotherAlgorithm` for a type or curve that is not its own, and
    ///   `refusedKey`.
    package init(_ item: CBOR) throws(WebAuthnError) {
        guard let map = item.map, let type = map[Label.type]?.integer, let number = map[Label.algorithm]?.integer else {
            throw .badKey
        }
        guard let algorithm = COSEAlgorithm(rawValue: number) else { throw .algorithmNotOffered }
        let kind = Kind(of: algorithm)
        guard type == kind.type else { throw .keyOfAnotherAlgorithm }
        if kind.privateLabels.contains(where: { map[$0] != nil }) { throw .privateKey }
        if let curve = kind.curve {
            guard let named = map[Label.curve]?.integer else { throw .badKey }
            guard named == curve.number else { throw .keyOfAnotherAlgorithm }
        }
        var jwk: JSONObject = ["kty": .string(kind.name), "alg": .string(algorithm.name)]
        jwk["crv"] = (kind.curve?.name).map(JSONValue.string)
        for (label, name) in kind.parameters {
            guard let octets = map[label]?.bytes else { throw .badKey }
            jwk[name] = .string(Base64URL.encode(octets))
        }
        guard map.entries.count == 2 + (kind.curve == nil ? 0 : 1) + kind.parameters.count else { throw .badKey }
        guard let key = try? PublicKey(jwk: jwk, within: .dynamicClients) else { throw .refusedKey }
        self.algorithm = algorithm
        self.key = key
    }

    /// Whether `signature` is this key's over `input`, in the form that WebAuthn gives it (§6.5.5): of ES256 in DER,
    /// and otherwise as JOSE has it.
    package func verifies(_ signature: [UInt8], of input: [UInt8]) -> Bool {
        guard algorithm == .es256 else { return key.verifies(signature, of: input, algorithm: algorithm.name) }
        guard signature.count <= Self.longestDER,
            let numbers = try? P256.Signing.ECDSASignature(derRepresentation: signature)
        else { return false }
        return key.verifies(numbers.withUnsafeBytes { Array($0) }, of: input, algorithm: algorithm.name)
    }

    /// Octets of two whole numbers of 256 bits in DER.
    private static let longestDER = 72

    /// Labels that all kinds of keys have in common (RFC 9052 §7.1), and that of `crv` (RFC 9053 §7).
    private enum Label {
        static let type: Int64 = 1
        static let algorithm: Int64 = 3
        static let curve: Int64 = -1
    }

    /// What a key of an algorithm must have (RFC 9053 §7.1 and §7.2, RFC 8230 §4), as COSE and as JOSE call it.
    private struct Kind {
        let type: Int64
        let name: String
        let curve: (number: Int64, name: String)?
        let parameters: [(label: Int64, name: String)]
        let privateLabels: ClosedRange<Int64>

        init(of algorithm: COSEAlgorithm) {
            switch algorithm {
            case .edDSA:
                (type, name, curve) = (1, "OKP", (6, "Ed25519"))
                parameters = [(-2, "x")]
                privateLabels = -4 ... -4
            case .es256:
                (type, name, curve) = (2, "EC", (1, "P-256"))
                parameters = [(-2, "x"), (-3, "y")]
                privateLabels = -4 ... -4
            case .rs256:
                (type, name, curve) = (3, "RSA", nil)
                parameters = [(-1, "n"), (-2, "e")]
                privateLabels = -12 ... -3
            }
        }
    }
}
