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

    @Test func `ECDSA with r or s of zero, n or more verifies nothing`() throws {
        let key = try PublicKey(jwk: Vectors.es256Key)
        let zero = [UInt8](repeating: 0, count: 32)
        let one = Array(zero.dropLast()) + [1]
        let most = [UInt8](repeating: 0xff, count: 32)
        let token = try CompactJWS(Vectors.es256Token)
        let (r, s) = (Array(token.signature.prefix(32)), Array(token.signature.suffix(32)))
        for (r, s) in [
            (zero, zero), (zero, s), (r, zero), (Self.order, s), (r, Self.order), (Self.order, Self.order),
            (most, most),
            (one, one), (zero, one), (one, zero), (s, r),
        ] {
            #expect(!key.verifies(r + s, of: token.signingInput, algorithm: "ES256"))
        }
        #expect(key.verifies(r + s, of: token.signingInput, algorithm: "ES256"))
    }

    /// JWS has the two numbers side by side; DER, as X.509 has it, would be a second way to write the same signature.
    @Test func `an ECDSA signature in DER verifies nothing`() throws {
        let token = try CompactJWS(Vectors.es256Token)
        let (r, s) = (Array(token.signature.prefix(32)), Array(token.signature.suffix(32)))
        let der: [UInt8] = [0x30, 69, 0x02, 32] + r + [0x02, 33, 0x00] + s
        #expect(!(try PublicKey(jwk: Vectors.es256Key).verifies(der, of: token.signingInput, algorithm: "ES256")))
    }

    @Test(arguments: [
        (Vectors.rs256Token, Vectors.rs256Key), (Vectors.es256Token, Vectors.es256Key),
        (Vectors.ed25519Token, Vectors.ed25519Key),
    ])
    func `a signature of another length verifies nothing`(text: String, jwk: JSONObject) throws {
        let token = try CompactJWS(text)
        let key = try PublicKey(jwk: jwk)
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
    @Test(arguments: [
        (Vectors.rs256Token, Vectors.rs256Key), (Vectors.es256Token, Vectors.es256Key),
        (Vectors.ed25519Token, Vectors.ed25519Key),
    ])
    func `a token with any bit flipped verifies nothing`(text: String, jwk: JSONObject) throws {
        let key = try PublicKey(jwk: jwk)
        let octets = Array(text.utf8)
        for index in octets.indices {
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

    @Test func `the algorithm named by the token does not choose the key's`() throws {
        let parts = Vectors.es256Token.split(separator: ".")
        for algorithm in ["none", "HS256", "RS256", "ES384", "EdDSA"] {
            let header = Base64URL.encode(Array(#"{"alg":"\#(algorithm)"}"#.utf8))
            let token = try CompactJWS("\(header).\(parts[1]).\(parts[2])")
            for jwk in [Vectors.es256Key, Vectors.rs256Key, Vectors.ed25519Key] {
                #expect(!(token.isSigned(by: try PublicKey(jwk: jwk))))
            }
        }
    }
}
