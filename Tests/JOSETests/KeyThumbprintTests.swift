import JOSE
import OAuthProtocol
import Testing

@Suite struct KeyThumbprintTests {
    @Test func `the RSA key of RFC 7638 has the thumbprint printed there`() throws {
        #expect(try KeyThumbprint.make(of: Vectors.thumbprintKey) == Vectors.thumbprint)
    }

    @Test func `the Ed25519 key of RFC 8037 has the thumbprint printed there`() throws {
        #expect(try KeyThumbprint.make(of: Vectors.ed25519Key) == Vectors.ed25519Thumbprint)
    }

    @Test func `members that do not make the key do not change its name`() throws {
        let plain = try KeyThumbprint.make(of: Vectors.es256Key)
        #expect(try KeyThumbprint.make(of: Vectors.es256Key.with("kid", .string("x")).with("d", .string("y"))) == plain)
        #expect(try KeyThumbprint.make(of: Vectors.es256Key.with("x", .string("other"))) != plain)
    }

    @Test func `a key without its members has no name`() {
        #expect(throws: JOSEError.unsupported) { try KeyThumbprint.make(of: [:]) }
        #expect(throws: JOSEError.unsupported) { try KeyThumbprint.make(of: ["kty": .string("oct")]) }
        #expect(throws: JOSEError.malformed) { try KeyThumbprint.make(of: Vectors.es256Key.with("y", nil)) }
        #expect(throws: JOSEError.malformed) {
            try KeyThumbprint.make(of: ["kty": .string("AKP"), "pub": .string("A")])
        }
        #expect(throws: JOSEError.malformed) { try KeyThumbprint.make(of: Vectors.rs256Key.with("n", .integer(3))) }
    }
}
