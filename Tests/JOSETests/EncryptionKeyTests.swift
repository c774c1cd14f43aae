import JOSE
import OAuthProtocol
import Testing

/// Keys that clients publish to be written to.
@Suite struct EncryptionKeyTests {
    @Test func `the encryption key of RFC 7517 is read, and its name too`() throws {
        let key = try EncryptionKey(jwk: Vectors.encryptionKey)
        #expect(key.algorithms == KeyManagementAlgorithm.agreeing && key.id == "1")
        #expect(try EncryptionKey(jwk: Vectors.rs256Key).algorithms == KeyManagementAlgorithm.encrypting)
        #expect(try EncryptionKey(jwk: Vectors.x25519Key).algorithms == KeyManagementAlgorithm.agreeing)
        #expect(try EncryptionKey(jwk: Vectors.es256Key).id == nil)
    }

    @Test func `a key for something else than encryption is refused`() throws {
        for jwk in [
            Vectors.es256Key.with("use", .string("sig")), Vectors.es256Key.with("use", .integer(1)),
            Vectors.es256Key.with("key_ops", .strings(["verify"])), Vectors.rs256Key.with("key_ops", .strings([])),
            Vectors.rs256Key.with("key_ops", .strings(["verify"])),
            Vectors.rs256Key.with("key_ops", .string("wrapKey")),
            Vectors.rs256Key.with("key_ops", .strings(["deriveKey"])), Vectors.encryptionKey.with("kid", .integer(1)),
        ] {
            #expect(throws: JOSEError.badKey) { try EncryptionKey(jwk: jwk) }
        }
        for jwk in [
            Vectors.es256Key.with("use", .string("enc")), Vectors.es256Key.with("key_ops", .strings([])),
            Vectors.es256Key.with("key_ops", .strings(["deriveBits"])),
            Vectors.rs256Key.with("key_ops", .strings(["wrapKey"])),
            Vectors.rs256Key.with("key_ops", .strings(["sign", "encrypt"])),
        ] {
            _ = try EncryptionKey(jwk: jwk)
        }
    }

    @Test(arguments: ["RS256", "RSA-OAEP-512", "RSA1_5", "ECDH-ES", "none", "dir"])
    func `an RSA key that names another algorithm is refused`(algorithm: String) throws {
        #expect(throws: JOSEError.unsupported) {
            try EncryptionKey(jwk: Vectors.rs256Key.with("alg", .string(algorithm)))
        }
        let named = try EncryptionKey(jwk: Vectors.rs256Key.with("alg", .string("RSA-OAEP-256")))
        #expect(named.algorithms == [.rsaOAEP256])
    }

    @Test(arguments: ["ES256", "ECDH-ES+A192KW", "RSA-OAEP-256"])
    func `a key on a curve that names another algorithm is refused`(algorithm: String) throws {
        #expect(throws: JOSEError.unsupported) {
            try EncryptionKey(jwk: Vectors.es256Key.with("alg", .string(algorithm)))
        }
        let named = try EncryptionKey(jwk: Vectors.es256Key.with("alg", .string("ECDH-ES+A128KW")))
        #expect(named.algorithms == [.ecdhESA128KW])
    }

    @Test func `a kind of key that we do not encrypt to is unsupported`() {
        for jwk: JSONObject in [
            ["kty": .string("oct"), "k": .string("AAAA")], Vectors.ed25519Key,
            Vectors.es256Key.with("crv", .string("secp256k1")), Vectors.es256Key.with("crv", nil),
            Vectors.x25519Key.with("crv", .string("X448")), ["kty": .string("AKP"), "alg": .string("ML-KEM-768")],
        ] {
            #expect(throws: JOSEError.unsupported) { try EncryptionKey(jwk: jwk) }
        }
        #expect(throws: JOSEError.badKey) { try EncryptionKey(jwk: [:]) }
    }

    @Test func `a weak or malformed key is refused`() throws {
        let modulus = try #require(Base64URL.decode(Vectors.rs256Key["n"]?.string ?? ""))
        func sized(_ octets: [UInt8]) -> JSONObject { Vectors.rs256Key.with("n", .string(Base64URL.encode(octets))) }
        for jwk in [
            sized(Array(modulus.prefix(127)) + [1]), sized([UInt8](repeating: 0xff, count: 1025)), sized([0] + modulus),
            sized(Array(modulus.dropLast()) + [2]), sized([0x7f] + modulus.dropFirst()), sized([]),
            Vectors.rs256Key.with("e", .string("AQ")), Vectors.rs256Key.with("e", nil),
            Vectors.es256Key.with("y", Vectors.encryptionKey["y"]), Vectors.es256Key.with("y", nil),
            Vectors.es256Key.with("crv", .string("P-384")), Vectors.x25519Key.with("x", .string("AAAA")),
            Vectors.x25519Key.with("x", nil),
        ] {
            #expect(throws: JOSEError.badKey) { try EncryptionKey(jwk: jwk) }
        }
    }

    @Test func `a key serves the algorithms of its kind alone, or the one that it names`() throws {
        let named = Vectors.es256Key.with("alg", .string("ECDH-ES"))
        for (jwk, algorithm) in [
            (Vectors.rs256Key, KeyManagementAlgorithm.ecdhES), (Vectors.es256Key, .rsaOAEP256), (named, .ecdhESA128KW),
        ] {
            #expect(throws: JOSEError.unsupported) {
                try CompactJWE.encrypt(
                    [1], to: EncryptionKey(jwk: jwk), algorithm: algorithm, encryption: .a128GCM, contentType: nil)
            }
        }
    }

    @Test func `a private key whose halves do not belong together is refused`() throws {
        let rsa = try JSONObject(text: IndependentVectors.encrypted[0].key)
        for jwk in [
            Vectors.bobKey.with("d", Vectors.aliceKey["d"]), Vectors.bobKey.with("d", nil),
            Vectors.bobKey.with("d", .string("AA")), Vectors.x25519Key.with("d", Vectors.bobKey["d"]),
            rsa.with("d", nil), rsa.with("p", rsa["q"]), rsa.with("n", Vectors.rs256Key["n"]),
        ] {
            #expect(throws: JOSEError.badKey) { try DecryptionKey(jwk: jwk) }
        }
    }

    @Test func `no description shows the private part`() throws {
        let key = try DecryptionKey(jwk: Vectors.bobKey)
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "(decryption key)" && !dumped.contains("material"))
    }

    @Test func `a set gives its keys for encryption apart from those for signatures`() throws {
        let keys: [JSONObject] = [
            Vectors.encryptionKey, Vectors.rs256Key.with("use", .string("sig")), Vectors.x25519Key, Vectors.ed25519Key,
            Vectors.rs256Key.with("use", .string("enc")).with("kid", .string("r")),
            Vectors.rs256Key.with("alg", .string("RSA-OAEP")).with("kid", .string("s")),
        ]
        let set = try JWKSet(json: (["keys": .array(keys.map(JSONValue.object))] as JSONObject).octets)
        #expect(set.encryptionKeys(for: .ecdhES).map(\.id) == ["1", "Bob"])
        #expect(set.encryptionKeys(for: .rsaOAEP256).map(\.id) == ["r"])
        #expect(set.encryptionKeys(for: .rsaOAEP).map(\.id) == ["r", "s"])
        #expect(set.keys(id: nil, algorithm: "RS256").count == 1)
    }
}
