import JOSE
import OAuthProtocol
import Testing

@Suite struct KeySetTests {
    private func set(_ keys: [JSONObject]) throws -> JWKSet {
        try JWKSet(json: (["keys": .array(keys.map(JSONValue.object))] as JSONObject).octets)
    }

    @Test func `the document publishes every key, and any reader of JWK Sets finds them`() throws {
        let current = try SigningKey.generate(.es256)
        let next = try SigningKey.generate(.es256)
        let retired = try SigningKey.generate(.es256)
        let keys = KeySet(current: [current], published: [next, retired])
        let published = try JWKSet(json: keys.jwks)
        for key in [current, next, retired] {
            let token = try CompactJWS(String(decoding: key.sign(Array("{}".utf8), type: "JWT"), as: UTF8.self))
            let found = published.keys(id: key.id, algorithm: "ES256")
            #expect(found.count == 1 && found.allSatisfy { token.isSigned(by: $0) })
            #expect(keys.verificationKey(id: key.id).map { token.isSigned(by: $0) } == true)
        }
        #expect(keys.signer(.es256)?.id == current.id && keys.signer(.rs256) == nil)
        #expect(keys.verificationKey(id: "unknown") == nil)
        #expect(!String(decoding: keys.jwks, as: UTF8.self).contains(#""d""#))
    }

    @Test func `a byte order mark before a set is passed over`() throws {
        let keys = KeySet(current: [try SigningKey.generate(.es256)])
        #expect(try JWKSet(json: [0xef, 0xbb, 0xbf] + keys.jwks).keys(id: nil, algorithm: "ES256").count == 1)
    }

    @Test func `a key is found by the octets of its name`() throws {
        let key = try SigningKey.generate(.es256)
        let named = try set([key.publicJWK.with("kid", .string("K"))])
        #expect(named.keys(id: "K", algorithm: "ES256").count == 1)
        #expect(named.keys(id: "\u{212a}", algorithm: "ES256").isEmpty)
    }

    @Test func `without keys the document is an empty set`() {
        #expect(String(decoding: KeySet().jwks, as: UTF8.self) == #"{"keys":[]}"#)
        #expect(KeySet().signer(.es256) == nil)
    }

    @Test func `requests that began earlier keep the keys that they saw`() throws {
        let old = KeySet(current: [try SigningKey.generate(.es256)])
        let new = KeySet(current: [try SigningKey.generate(.es256)])
        let ring = KeyRing(old)
        let seen = ring.current
        ring.replace(new)
        #expect(seen.jwks == old.jwks && ring.current.jwks == new.jwks)
    }

    @Test func `keys that cannot be used are left out of a set`() throws {
        let keys = try set([
            Vectors.encryptionKey, ["kty": .string("oct"), "k": .string("AAAA")], ["kty": .string("new")], [:],
            Vectors.rs256Key.with("n", .string("AAAA")), Vectors.es256Key.with("kid", .integer(5)),
            Vectors.thumbprintKey,
        ])
        #expect(keys.keys(id: nil, algorithm: "RS256").count == 1)
        #expect(keys.keys(id: nil, algorithm: "ES256").isEmpty)
    }

    @Test func `a token's key name chooses among named keys`() throws {
        let keys = try set([
            Vectors.es256Key.with("kid", .string("a")), Vectors.es256Key.with("kid", .string("b")), Vectors.es256Key,
            Vectors.thumbprintKey,
        ])
        #expect(keys.keys(id: "a", algorithm: "ES256").count == 2)
        #expect(keys.keys(id: "c", algorithm: "ES256").count == 1)
        #expect(keys.keys(id: nil, algorithm: "ES256").count == 3)
        #expect(keys.keys(id: "2011-04-29", algorithm: "RS256").count == 1)
        #expect(keys.keys(id: "2011-04-29", algorithm: "PS256").isEmpty)
        #expect(keys.keys(id: nil, algorithm: "none").isEmpty && keys.keys(id: nil, algorithm: "HS256").isEmpty)
    }

    @Test func `a set may name a hundred keys and no more`() throws {
        #expect(
            try set(Array(repeating: Vectors.ed25519Key, count: 100)).keys(id: nil, algorithm: "EdDSA").count == 100)
        #expect(throws: JOSEError.malformed) { try set(Array(repeating: Vectors.ed25519Key, count: 101)) }
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"keys":{}}"#, #"{"keys":null}"#, #"{"keys":["a"]}"#, #"{"keys":[],"keys":[]}"#,
    ])
    func `a document that is no JWK Set is malformed`(text: String) {
        #expect(throws: JOSEError.malformed) { try JWKSet(json: Array(text.utf8)) }
    }
}
