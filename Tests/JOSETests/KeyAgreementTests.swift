import Crypto
import OAuthProtocol
import Testing

@testable import JOSE

/// ECDH-ES (RFC 7518 §4.6, RFC 8037 §3.2): what both sides find, and what a sender may not make us find.
@Suite struct KeyAgreementTests {
    @Test func `Alice and Bob of RFC 7518 find the key printed there`() throws {
        let alice = try AgreementPrivateKey(jwk: Vectors.aliceKey)
        let bob = try AgreementPrivateKey(jwk: Vectors.bobKey)
        for secret in [try alice.agree(with: bob.publicKey), try bob.agree(with: alice.publicKey)] {
            let key = ConcatKDF.key(
                from: secret, for: .a128GCM, producer: Array("Alice".utf8), consumer: Array("Bob".utf8))
            #expect(key.withUnsafeBytes { Base64URL.encode($0) } == Vectors.agreedKey)
            let strangers = ConcatKDF.key(from: secret, for: .a128GCM, producer: Array("Alice".utf8))
            #expect(strangers != key)
        }
    }

    @Test func `Bob of RFC 8037 finds the secret printed there`() throws {
        let secret = try AgreementPrivateKey(jwk: Vectors.x25519Key)
            .agree(with: AgreementPublicKey(jwk: Vectors.x25519Ephemeral))
        #expect(secret.withUnsafeBytes { Base64URL.encode($0) } == Vectors.x25519Secret)
    }

    /// RFC 7748 §6.1: with a point of small order everybody finds zero, so a token would be open to all.
    @Test(arguments: [
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "4Ot6fDtBuK4WVuP68Z_EatoJjeucMrH9hmIFFl9JuAA", "X5yVvKNQjCSx0LFVnIPvWwREXMRYHI6G2CJO3dCfEVc",
        "7P_______________________________________38", "7f_______________________________________38",
        "7v_______________________________________38",
    ])
    func `an X25519 key with which everybody finds zero is refused on both sides`(x: String) throws {
        let weak = Vectors.x25519Ephemeral.with("x", .string(x))
        #expect(throws: JOSEError.badKey) {
            try CompactJWE.encrypt(
                [1], to: EncryptionKey(jwk: weak), algorithm: .ecdhES, encryption: .a128GCM, contentType: nil)
        }
        let header: JSONObject = [
            "alg": .string("ECDH-ES"), "enc": .string("A128GCM"), "epk": .object(weak),
        ]
        let token = try CompactJWE(sealed(header: String(decoding: header.octets, as: UTF8.self)))
        #expect(throws: JOSEError.badKey) { try token.decrypt(with: DecryptionKey(jwk: Vectors.x25519Key)) }
    }

    @Test(arguments: CompactJWETests.agreeing)
    func `a sender's key on another curve, off its curve or of another length is refused`(
        reader: CompactJWETests.Reader
    ) throws {
        let key = try DecryptionKey(jwk: reader.jwk)
        let own = reader.jwk.with("d", nil).with("kid", nil)
        let x = try #require(Base64URL.decode(own["x"]?.string ?? ""))
        let others = CompactJWETests.agreeing.filter { $0.name != reader.name }.map { $0.jwk.with("d", nil) }
        var bad =
            others + [
                own.with("x", nil), own.with("x", .integer(1)), own.with("x", .string(Base64URL.encode(x.dropLast()))),
                own.with("x", .string(Base64URL.encode([0] + x))), own.with("x", .string("")),
            ]
        if own["y"] != nil {
            bad += [
                own.with("y", own["x"]), own.with("y", nil), own.with("x", own["y"]),
                own.with("x", .string(Base64URL.encode([UInt8](repeating: 0, count: x.count))))
                    .with("y", .string(Base64URL.encode([UInt8](repeating: 0, count: x.count)))),
            ]
        }
        for ephemeral in bad {
            #expect(throws: JOSEError.badKey) { try token(epk: .object(ephemeral)).decrypt(with: key) }
        }
        #expect(throws: JOSEError.sealed) { try token(epk: .object(own)).decrypt(with: key) }
    }

    @Test func `what a sender says of the agreement must make sense`() throws {
        let key = try DecryptionKey(jwk: Vectors.bobKey)
        let ephemeral = JSONValue.object(Vectors.aliceKey.with("d", nil))
        for (name, value) in [
            ("apu", JSONValue.string("A")), ("apu", .integer(1)), ("apv", .string("QQ==")), ("apv", .null),
        ] {
            #expect(throws: JOSEError.malformed) {
                try token(epk: ephemeral, more: [name: value]).decrypt(with: key)
            }
        }
        #expect(throws: JOSEError.malformed) { try token(epk: .array([])).decrypt(with: key) }
        #expect(throws: JOSEError.malformed) { try token(epk: .null).decrypt(with: key) }
        #expect(throws: JOSEError.malformed) { try token(epk: ephemeral, key: [1]).decrypt(with: key) }
        #expect(throws: JOSEError.unsupported) { try token(epk: .object(Vectors.rs256Key)).decrypt(with: key) }
        #expect(throws: JOSEError.unsupported) { try token(epk: .object([:])).decrypt(with: key) }
    }

    @Test func `a token for another kind of key opens nothing`() throws {
        let rsa = try #require(CompactJWETests.readers.first { $0.name == "rsa" })
        let agreed = try CompactJWE(try #require(CompactJWETests.agreeing.first).encrypt())
        #expect(throws: JOSEError.sealed) { try agreed.decrypt(with: DecryptionKey(jwk: rsa.jwk)) }
        #expect(throws: JOSEError.sealed) {
            try CompactJWE(rsa.encrypt()).decrypt(with: DecryptionKey(jwk: Vectors.bobKey))
        }
    }

    @Test func `an RSA ciphertext as short or long as no key makes it is malformed`() throws {
        let rsa = try #require(CompactJWETests.readers.first { $0.name == "rsa" })
        let key = try DecryptionKey(jwk: rsa.jwk)
        for count in [0, 1, 255, 257, 512] {
            let header = #"{"alg":"RSA-OAEP-256","enc":"A128GCM"}"#
            let token = try CompactJWE(sealed(header: header, key: [UInt8](repeating: 1, count: count)))
            #expect(throws: JOSEError.malformed) { try token.decrypt(with: key) }
        }
    }

    /// RFC 7516 §11.5: an answer must not tell a key that was padded badly from content that was changed.
    @Test func `a content key that does not unwrap, or is of another length, is answered as changed content is`() throws
    {
        let rsa = try #require(CompactJWETests.readers.first { $0.name == "rsa" })
        let key = try DecryptionKey(jwk: rsa.jwk)
        let numbers = try rsa.jwk.rsaNumbers(within: .operators)
        let reader = try #require(RSAEncryptionKey(modulus: numbers.modulus, exponent: numbers.exponent))
        let header = #"{"alg":"RSA-OAEP-256","enc":"A128GCM"}"#
        for wrapped in [
            [UInt8](repeating: 1, count: 256), [UInt8](repeating: 0xff, count: 256),
            try reader.encrypt(SymmetricKey(size: .bits256), by: .rsaOAEP256),
            try reader.encrypt(SymmetricKey(size: .bits128), by: .rsaOAEP256),
        ] {
            #expect(throws: JOSEError.sealed) {
                try CompactJWE(sealed(header: header, key: wrapped)).decrypt(with: key)
            }
        }
    }

    /// The header says which key length the reader asked for; a sender who took another did something else.
    @Test func `content under a key of another length than the header says is refused, although it would open`() throws
    {
        let rsa = try #require(CompactJWETests.readers.first { $0.name == "rsa" })
        let numbers = try rsa.jwk.rsaNumbers(within: .operators)
        let reader = try #require(RSAEncryptionKey(modulus: numbers.modulus, exponent: numbers.exponent))
        let header = Base64URL.encode(Array(#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#.utf8))
        for (size, opens) in [(SymmetricKeySize.bits256, true), (.bits128, false)] {
            let contentKey = SymmetricKey(size: size)
            let box = try AES.GCM.seal([1], using: contentKey, authenticating: Array(header.utf8))
            let parts = [
                try reader.encrypt(contentKey, by: .rsaOAEP256), Array(box.nonce), Array(box.ciphertext),
                Array(box.tag),
            ]
            let token = try CompactJWE(([header] + parts.map { Base64URL.encode($0) }).joined(separator: "."))
            #expect((try? token.decrypt(with: DecryptionKey(jwk: rsa.jwk))) == (opens ? [1] : nil))
        }
    }

    private func token(epk: JSONValue, more: JSONObject = [:], key: [UInt8] = []) throws -> CompactJWE {
        var header: JSONObject = ["alg": .string("ECDH-ES"), "enc": .string("A128GCM"), "epk": epk]
        for member in more.members { header[member.name] = member.value }
        return try CompactJWE(sealed(header: String(decoding: header.octets, as: UTF8.self), key: key))
    }
}
