import Crypto
import CryptoExtras
import JOSE
import OAuthProtocol
import Testing

@Suite struct PublicKeyTests {
    @Test(arguments: [
        (Vectors.rs256Token, Vectors.rs256Key), (Vectors.es256Token, Vectors.es256Key),
        (Vectors.ed25519Token, Vectors.ed25519Key),
    ])
    func `the signed examples of the RFCs verify`(token: String, jwk: JSONObject) throws {
        #expect(try CompactJWS(token).isSigned(by: PublicKey(jwk: jwk)))
    }

    @Test(arguments: ["kty", "alg"])
    func `a word with a sign that Unicode calls K is another word`(name: String) throws {
        let vector = try #require(IndependentVectors.signed.first { $0.algorithm == "ML-DSA-65" })
        let jwk = try JSONObject(text: vector.key)
        let text = (jwk[name]?.string ?? "").replacing("K", with: "\u{212a}").replacing("ML-", with: "\u{2133}L-")
        #expect(throws: JOSEError.badKey) { try PublicKey(jwk: jwk.with(name, .string(text))) }
    }

    @Test func `an AKP key is the algorithm that it names`() throws {
        let vector = try #require(IndependentVectors.signed.first { $0.algorithm == "ML-DSA-65" })
        let jwk = try JSONObject(text: vector.key)
        let octets = try #require(Base64URL.decode(jwk["pub"]?.string ?? ""))
        #expect(octets.count == 1952)
        for bad in [
            jwk.with("alg", nil), jwk.with("pub", nil), jwk.with("pub", .integer(1)), jwk.with("use", .string("enc")),
            jwk.with("pub", .string(Base64URL.encode(octets.dropLast()))),
            jwk.with("pub", .string(Base64URL.encode(octets + [0]))), jwk.with("pub", .string("")),
        ] {
            #expect(throws: JOSEError.badKey) { try PublicKey(jwk: bad) }
        }
        for algorithm in ["ML-DSA-44", "ML-DSA-87", "ES256", "none"] {
            #expect(throws: JOSEError.unsupported) { try PublicKey(jwk: jwk.with("alg", .string(algorithm))) }
        }
        // A key of another set of parameters, as long as it should be.
        let smaller = jwk.with("alg", .string("ML-DSA-44")).with("pub", .string(Base64URL.encode(octets.prefix(1312))))
        #expect(throws: JOSEError.unsupported) { try PublicKey(jwk: smaller) }
        let set = try JWKSet(json: (["keys": .array([.object(jwk)])] as JSONObject).octets)
        #expect(try set.keys(id: nil, algorithm: "ML-DSA-65").contains(where: CompactJWS(vector.token).isSigned(by:)))
    }

    @Test func `ES384 and PS256 verify`() throws {
        let input = Array("header.payload".utf8)
        let curve = P384.Signing.PrivateKey()
        let point = Array(curve.publicKey.rawRepresentation)
        let jwk: JSONObject = [
            "kty": .string("EC"), "crv": .string("P-384"), "x": .string(Base64URL.encode(point.prefix(48))),
            "y": .string(Base64URL.encode(point.suffix(48))),
        ]
        let signature = try curve.signature(for: input)
        let key = try PublicKey(jwk: jwk)
        #expect(key.verifies(signature.withUnsafeBytes { Array($0) }, of: input, algorithm: "ES384"))
        #expect(!key.verifies(signature.withUnsafeBytes { Array($0) }, of: input, algorithm: "ES256"))

        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let numbers = try rsa.publicKey.getKeyPrimitives()
        let rsaKey = try PublicKey(jwk: [
            "kty": .string("RSA"), "n": .string(Base64URL.encode(numbers.modulus)),
            "e": .string(Base64URL.encode(numbers.publicExponent)),
        ])
        let pss = try rsa.signature(for: SHA256.hash(data: input), padding: .PSS).withUnsafeBytes { Array($0) }
        #expect(rsaKey.verifies(pss, of: input, algorithm: "PS256"))
        #expect(!rsaKey.verifies(pss, of: input, algorithm: "RS256"))
    }

    @Test(arguments: ["none", "None", "", "HS256", "HS384", "HS512", "RS512", "ES256K", "ES512", "es256", "rs256"])
    func `an algorithm that no public key has verifies nothing`(algorithm: String) throws {
        for jwk in [Vectors.rs256Key, Vectors.es256Key, Vectors.ed25519Key] {
            let key = try PublicKey(jwk: jwk)
            #expect(!key.serves(algorithm))
            #expect(!key.verifies([], of: [1], algorithm: algorithm))
        }
    }

    /// The classic confusion: the public key, which everybody has, taken as an HMAC secret (RFC 8725 §2.1).
    @Test func `HMAC under the text of a public key verifies nothing`() throws {
        let header = Base64URL.encode(Array(#"{"alg":"HS256"}"#.utf8))
        let input = Array("\(header).e30".utf8)
        for secret in [Vectors.rs256Key.octets, Array((Vectors.rs256Key["n"]?.string ?? "").utf8)] {
            let mac = Array(HMAC<SHA256>.authenticationCode(for: input, using: SymmetricKey(data: secret)))
            let token = try CompactJWS("\(header).e30.\(Base64URL.encode(mac))")
            #expect(!token.isSigned(by: try PublicKey(jwk: Vectors.rs256Key)))
        }
    }

    @Test func `a key that names its algorithm serves that one only`() throws {
        let key = try PublicKey(jwk: Vectors.rs256Key.with("alg", .string("PS256")))
        #expect(key.serves("PS256") && !key.serves("RS256"))
        #expect(!(try CompactJWS(Vectors.rs256Token).isSigned(by: key)))
    }

    @Test(arguments: ["RS256", "none", "HS256", "ECDH-ES"])
    func `a key that names an algorithm of another kind is refused`(algorithm: String) {
        #expect(throws: JOSEError.unsupported) {
            try PublicKey(jwk: Vectors.es256Key.with("alg", .string(algorithm)))
        }
    }

    @Test func `a key for something else than signatures is refused`() throws {
        #expect(throws: JOSEError.badKey) { try PublicKey(jwk: Vectors.encryptionKey) }
        #expect(throws: JOSEError.badKey) { try PublicKey(jwk: Vectors.es256Key.with("key_ops", .strings(["sign"]))) }
        #expect(throws: JOSEError.badKey) { try PublicKey(jwk: Vectors.es256Key.with("key_ops", .string("verify"))) }
        _ = try PublicKey(jwk: Vectors.es256Key.with("key_ops", .strings(["verify"])).with("use", .string("sig")))
    }

    @Test func `private members are not looked at`() throws {
        let key = try PublicKey(jwk: Vectors.es256Key.with("d", .string(Vectors.es256Scalar)))
        #expect(try CompactJWS(Vectors.es256Token).isSigned(by: key))
    }

    @Test func `a kind of key that is unknown here is unsupported`() {
        for jwk: JSONObject in [
            ["kty": .string("oct"), "k": .string("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75")],
            Vectors.es256Key.with("crv", .string("secp256k1")), Vectors.es256Key.with("crv", nil),
            Vectors.ed25519Key.with("crv", .string("X25519")), Vectors.es256Key.with("kty", .string("ec")),
        ] {
            #expect(throws: JOSEError.unsupported) { try PublicKey(jwk: jwk) }
        }
        #expect(throws: JOSEError.badKey) { try PublicKey(jwk: [:]) }
    }

    @Test func `a point off the curve or of another length is refused`() throws {
        let key = Vectors.es256Key
        let x = try #require(Base64URL.decode(key["x"]?.string ?? ""))
        let y = try #require(Base64URL.decode(key["y"]?.string ?? ""))
        for jwk in [
            key.with("y", Vectors.encryptionKey["y"]), key.with("x", nil), key.with("x", .integer(5)),
            key.with("x", .string("")), key.with("x", .string("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVE")),
            key.with("x", .string(Base64URL.encode([UInt8](repeating: 0, count: 32)))),
            key.with("x", .string("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU=")),
            key.with("crv", .string("P-384")),
            // The same 64 octets, parted elsewhere.
            key.with("x", .string(Base64URL.encode(x.dropLast()))).with(
                "y", .string(Base64URL.encode(x.suffix(1) + y))),
        ] {
            #expect(throws: JOSEError.badKey) { try PublicKey(jwk: jwk) }
        }
    }

    @Test(arguments: [
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA", "7P_______________________________________38",
        "7f_______________________________________38", "7v________________________________________8",
        "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU", "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA_o", "", "AQ",
    ])
    func `an Ed25519 key for which anybody could sign is refused`(x: String) {
        #expect(throws: JOSEError.badKey) { try PublicKey(jwk: Vectors.ed25519Key.with("x", .string(x))) }
    }

    @Test func `an RSA key that is too short, too long or no key is refused`() throws {
        let key = Vectors.rs256Key
        let modulus = try #require(Base64URL.decode(key["n"]?.string ?? ""))
        func sized(_ octets: [UInt8]) -> JSONObject { key.with("n", .string(Base64URL.encode(octets))) }
        let short = Array(modulus.prefix(127)) + [1]
        let long = [UInt8](repeating: 0xff, count: 1025)
        let even = Array(modulus.dropLast()) + [2]
        // 256 octets, but only 2047 bits.
        let almost = [0x7f] + Array(modulus.dropFirst())
        for jwk in [
            sized(short), sized(long), sized(even), sized(almost), sized([0] + modulus), sized([]),
            key.with("e", .string("AQ")), key.with("e", .string("AAEAAQ")), key.with("e", .string("Ag")),
            key.with("e", .string("")), key.with("e", .string("AQABAQABAQAB")), key.with("e", nil), key.with("n", nil),
        ] {
            #expect(throws: JOSEError.badKey) { try PublicKey(jwk: jwk) }
        }
    }
}
