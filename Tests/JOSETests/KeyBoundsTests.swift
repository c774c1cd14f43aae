import JOSE
import OAuthProtocol
import Testing

/// How large a key may be that somebody else has us use.
@Suite struct KeyBoundsTests {
    /// A key of `bits`, as far as anybody sees who has no use for the private half.
    private func rsa(_ bits: Int, exponent: [UInt8] = [1, 0, 1], use: String = "sig") -> JSONObject {
        var modulus = [UInt8](repeating: 0xa5, count: bits / 8)
        modulus[0] |= 0x80
        modulus[modulus.count - 1] |= 1
        return [
            "kty": .string("RSA"), "n": .string(Base64URL.encode(modulus)), "e": .string(Base64URL.encode(exponent)),
            "use": .string(use),
        ]
    }

    private func isTaken(_ jwk: JSONObject, within bounds: KeyBounds) -> Bool {
        if jwk["use"]?.string == "enc" { return (try? EncryptionKey(jwk: jwk, within: bounds)) != nil }
        return (try? PublicKey(jwk: jwk, within: bounds)) != nil
    }

    @Test(
        arguments: [
            (1024, false, false), (2048, true, true), (3072, true, true), (4096, true, true), (4104, true, false),
            (8192, true, false), (8200, false, false), (16_384, false, false),
        ], ["sig", "enc"])
    func `a modulus has bounds, and those of dynamic clients are narrower`(key: (Int, Bool, Bool), use: String) {
        #expect(isTaken(rsa(key.0, use: use), within: .operators) == key.1)
        #expect(isTaken(rsa(key.0, use: use), within: .dynamicClients) == key.2)
    }

    @Test(
        arguments: [
            ([3], true, true), ([1, 0, 1], true, true), ([0xff, 0xff, 0xff], true, true),
            ([1, 0, 0, 1], true, false), ([1, 0, 0, 0, 1], true, false), ([2, 0, 0, 0, 1], false, false),
            ([1, 0, 0, 0, 0, 1], false, false), ([1], false, false), ([2], false, false), ([0, 3], false, false),
        ] as [([UInt8], Bool, Bool)])
    func `so has an exponent`(exponent: [UInt8], operators: Bool, dynamic: Bool) {
        #expect(isTaken(rsa(2048, exponent: exponent), within: .operators) == operators)
        #expect(isTaken(rsa(2048, exponent: exponent), within: .dynamicClients) == dynamic)
    }

    @Test func `what is too large is left out of a set`() throws {
        let set: JSONObject = [
            "keys": .array([.object(rsa(8192)), .object(rsa(2048)), .object(rsa(8192, use: "enc"))])
        ]
        #expect(try JWKSet(json: set.octets).keys(id: nil, algorithm: "RS256").count == 2)
        let bounded = try JWKSet(json: set.octets, within: .dynamicClients)
        #expect(bounded.keys(id: nil, algorithm: "RS256").count == 1)
        #expect(bounded.encryptionKeys(for: .rsaOAEP256).isEmpty)
    }

    @Test func `a key that takes long to verify with says so`() throws {
        for (jwk, isCostly) in [(rsa(4096), false), (rsa(4104), true), (Vectors.es256Key, false)] {
            #expect(try PublicKey(jwk: jwk).isCostly == isCostly)
        }
        #expect(try SigningKey.generate(.es384).publicKey.isCostly)
        for (jwk, isCostly) in [
            (rsa(4096, use: "enc"), false), (rsa(4104, use: "enc"), true), (Vectors.es256Key, false),
            (Vectors.x25519Key, false),
        ] {
            #expect(try EncryptionKey(jwk: jwk).isCostly == isCostly)
        }
    }
}
