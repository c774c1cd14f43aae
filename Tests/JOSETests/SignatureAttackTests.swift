import JOSE
import OAuthProtocol
import Testing

/// Signatures that a careless verifier takes, after the cases of Project Wycheproof.
@Suite struct SignatureAttackTests {
    /// The order of P-256's group, `n`.
    private static let order: [UInt8] = [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ]

    /// The order of P-384's group.
    private static let order384: [UInt8] =
        [UInt8](repeating: 0xff, count: 24) + [
            0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2,
            0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
        ]

    /// The order of Ed25519's group, little-endian.
    private static let order25519: [UInt8] =
        [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
        ] + [UInt8](repeating: 0, count: 15) + [0x10]

    struct Signed: CustomTestStringConvertible {
        let algorithm: String
        let token: CompactJWS
        let text: String
        let jwk: JSONObject
        var testDescription: String { algorithm }

        func key() throws -> PublicKey { try PublicKey(jwk: jwk) }
    }

    /// A good token of each algorithm.
    static let signed = IndependentVectors.signed.compactMap { vector -> Signed? in
        guard let token = try? CompactJWS(vector.token), let jwk = try? JSONObject(text: vector.key) else { return nil }
        return Signed(algorithm: vector.algorithm, token: token, text: vector.token, jwk: jwk)
    }

    @Test(arguments: ["ES256", "ES384"]) func `ECDSA with r or s of zero, n or more verifies nothing`(
        algorithm: String
    ) throws {
        let vector = try #require(Self.signed.first { $0.algorithm == algorithm })
        let key = try vector.key()
        let order = algorithm == "ES256" ? Self.order : Self.order384
        let zero = [UInt8](repeating: 0, count: order.count)
        let one = Array(zero.dropLast()) + [1]
        let most = [UInt8](repeating: 0xff, count: order.count)
        let (r, s) = (
            Array(vector.token.signature.prefix(order.count)), Array(vector.token.signature.suffix(order.count))
        )
        for (r, s) in [
            (zero, zero), (zero, s), (r, zero), (order, s), (r, order), (order, order), (most, most), (one, one),
            (zero, one), (one, zero), (s, r),
        ] {
            #expect(!key.verifies(r + s, of: vector.token.signingInput, algorithm: algorithm))
        }
        #expect(key.verifies(r + s, of: vector.token.signingInput, algorithm: algorithm))
    }

    /// RFC 8032 §5.1.7: `S` must be below the order, else everybody can make a second signature out of the first.
    @Test func `EdDSA with another S that stands for the same number verifies nothing`() throws {
        let vector = try #require(Self.signed.first { $0.algorithm == "EdDSA" })
        let key = try vector.key()
        let (r, s) = (Array(vector.token.signature.prefix(32)), Array(vector.token.signature.suffix(32)))
        var carry: UInt16 = 0
        let malleated = zip(s, Self.order25519).map { left, right -> UInt8 in
            carry = carry >> 8 + UInt16(left) + UInt16(right)
            return UInt8(truncatingIfNeeded: carry)
        }
        #expect(carry < 256, "the sum still has 32 octets")
        #expect(key.verifies(r + s, of: vector.token.signingInput, algorithm: "EdDSA"))
        #expect(!key.verifies(r + malleated, of: vector.token.signingInput, algorithm: "EdDSA"))
        for bad in [Self.order25519, [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xff, count: 32)] {
            #expect(!key.verifies(r + bad, of: vector.token.signingInput, algorithm: "EdDSA"))
        }
    }

    /// The same RSA key serves both, so the padding must be the one that the token names.
    @Test(arguments: [("RS256", "PS256"), ("PS256", "RS256")])
    func `a signature under one RSA padding does not verify under the other`(made: String, claimed: String) throws {
        let vector = try #require(Self.signed.first { $0.algorithm == made })
        let (key, token) = (try vector.key(), vector.token)
        #expect(key.serves(claimed) && key.verifies(token.signature, of: token.signingInput, algorithm: made))
        #expect(!key.verifies(token.signature, of: token.signingInput, algorithm: claimed))
        let pinned = try PublicKey(jwk: vector.jwk.with("alg", .string(claimed)))
        #expect(!token.isSigned(by: pinned))
    }

    /// JWS has the two numbers side by side; DER, as X.509 has it, would be a second way to write the same signature.
    @Test func `an ECDSA signature in DER verifies nothing`() throws {
        let token = try CompactJWS(Vectors.es256Token)
        let (r, s) = (Array(token.signature.prefix(32)), Array(token.signature.suffix(32)))
        let der: [UInt8] = [0x30, 69, 0x02, 32] + r + [0x02, 33, 0x00] + s
        #expect(!(try PublicKey(jwk: Vectors.es256Key).verifies(der, of: token.signingInput, algorithm: "ES256")))
    }

    @Test(arguments: signed) func `a signature of another length verifies nothing`(vector: Signed) throws {
        let token = vector.token
        let key = try vector.key()
        let signature = token.signature
        let others = [
            [], [0], Array(signature.dropLast()), Array(signature.dropFirst()), signature + [0], [0] + signature,
            signature + signature, [UInt8](repeating: 0, count: signature.count),
            [UInt8](repeating: 0xff, count: signature.count), [UInt8](repeating: 0, count: 6000),
        ]
        for other in others {
            #expect(!key.verifies(other, of: token.signingInput, algorithm: token.algorithm))
        }
    }

    /// Every character of a token counts: there is no second text for the same token, and none for a part of it.
    @Test(arguments: signed) func `a token with any bit flipped verifies nothing`(vector: Signed) throws {
        let key = try vector.key()
        let octets = Array(vector.text.utf8)
        // Of a long token, some characters: one of ML-DSA-65 has 4500.
        for index in stride(from: 0, to: octets.count, by: 1 + octets.count / 250) {
            for bit in 0..<7 {
                var changed = octets
                changed[index] ^= 1 << bit
                let token = try? CompactJWS(String(decoding: changed, as: UTF8.self))
                #expect(token.map { !$0.isSigned(by: key) } ?? true, "bit \(bit) of octet \(index)")
            }
        }
    }

    @Test func `a token cut short or made longer verifies nothing`() throws {
        let key = try PublicKey(jwk: Vectors.es256Key)
        let text = Vectors.es256Token
        for count in 0..<text.count {
            let token = try? CompactJWS(String(text.prefix(count)))
            #expect(token.map { !$0.isSigned(by: key) } ?? true, "\(count) characters")
        }
        for more in ["A", "AA", "AAAA", "=", "==", ".", ".AAAA", " ", "\n", "\0"] {
            let token = try? CompactJWS(text + more)
            #expect(token.map { !$0.isSigned(by: key) } ?? true, "and \(more)")
        }
    }

    @Test(arguments: signed) func `the algorithm named by the token does not choose the key's`(vector: Signed) throws {
        let parts = vector.text.split(separator: ".")
        let named = ["none", "HS256", "RS256", "PS256", "ES256", "ES384", "EdDSA", "ML-DSA-65", "ML-DSA-44", "RS512"]
        for algorithm in named where algorithm != vector.algorithm {
            let header = Base64URL.encode(Array(#"{"alg":"\#(algorithm)"}"#.utf8))
            let token = try CompactJWS("\(header).\(parts[1]).\(parts[2])")
            for other in Self.signed {
                #expect(!token.isSigned(by: try other.key()))
                let isTaken = try other.key().verifies(
                    token.signature, of: vector.token.signingInput, algorithm: algorithm)
                #expect(!isTaken)
            }
        }
    }

    @Test func `an ML-DSA signature cut short, or with its hints changed, verifies nothing`() throws {
        let vector = try #require(Self.signed.first { $0.algorithm == "ML-DSA-65" })
        let (key, signature) = (try vector.key(), vector.token.signature)
        for count in [0, 1, 32, 48, 2420, 3248, 3293, 3308] {
            #expect(
                !key.verifies(
                    Array(signature.prefix(count)), of: vector.token.signingInput, algorithm: "ML-DSA-65"))
        }
        // The last 61 octets are the hints, whose zeros at the end have no second spelling (FIPS 204, algorithm 21).
        for index in signature.indices.suffix(61) {
            var changed = signature
            changed[index] &+= 1
            #expect(!key.verifies(changed, of: vector.token.signingInput, algorithm: "ML-DSA-65"))
        }
    }
}
