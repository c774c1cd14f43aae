import JOSE
import OAuthProtocol
import Testing

@Suite struct CompactJWSTests {
    @Test func `the example of RFC 7515 A.3 comes apart as printed there`() throws {
        let token = try CompactJWS(Vectors.es256Token)
        #expect(token.algorithm == "ES256" && token.keyID == nil && token.type == nil)
        #expect(token.signature.count == 64)
        let claims = try JWTClaims(payload: token.payload)
        #expect(claims.issuer == "joe" && claims.expiresAt == Timestamp(1_300_819_380))
        #expect(claims["http://example.com/is_root"] == .bool(true))
        #expect(Vectors.es256Token.hasPrefix(String(decoding: token.signingInput, as: UTF8.self) + "."))
    }

    @Test func `header parameters that say nothing about trust are let through`() throws {
        let token = try CompactJWS(forge(header: #"{"typ":"JWT","alg":"ES256","kid":"a","cty":"x","x5t":"y"}"#))
        #expect(token.algorithm == "ES256" && token.keyID == "a" && token.type == "JWT")
    }

    @Test(arguments: [
        #""crit":["exp"],"exp":1"#, #""crit":[]"#, #""crit":["b64"],"b64":false"#, #""b64":false"#, #""b64":true"#,
        #""jku":"https://attacker.example/keys""#, #""x5u":"https://attacker.example/certificate""#,
        #""jwk":{"kty":"oct","k":"AAAA"}"#, #""zip":"DEF""#, #""jku":null"#,
    ])
    func `a header that would change how the token is read is refused`(member: String) {
        #expect(throws: JOSEError.unsupported) { try CompactJWS(forge(header: #"{"alg":"ES256",\#(member)}"#)) }
    }

    @Test(arguments: [
        #"{"alg":"ES256","alg":"none"}"#, #"{"alg":"none","\u0061lg":"ES256"}"#,
        #"{"alg":"ES256","kid":"a","kid":"b"}"#,
        #"{"kid":"a"}"#, #"{"alg":null}"#, #"{"alg":["ES256"]}"#, #"{"alg":256}"#, #"{"alg":"ES256","kid":5}"#,
        #"{"alg":"ES256","kid":null}"#, #"{"alg":"ES256","typ":{}}"#, "[]", "\"ES256\"", "", "{", #"{"alg":"ES256"}x"#,
        #"{"alg":"ES256",}"#, "\u{FEFF}{\"alg\":\"ES256\"}", #"{'alg':'ES256'}"#,
    ])
    func `a header that two readers could read differently is malformed`(header: String) {
        #expect(throws: JOSEError.malformed) { try CompactJWS(forge(header: header)) }
    }

    @Test func `a header nested without end is malformed`() {
        let nested = String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000)
        #expect(throws: JOSEError.malformed) { try CompactJWS(forge(header: #"{"alg":"ES256","a":\#(nested)}"#)) }
    }

    @Test func `a header that is no UTF-8 is malformed`() {
        let header = Base64URL.encode(Array(#"{"alg":"ES256","a":""#.utf8) + [0xc3, 0x28] + Array(#""}"#.utf8))
        #expect(throws: JOSEError.malformed) { try CompactJWS("\(header).e30.AAAA") }
    }

    /// The last character of 64 octets carries two bits of the signature and four that must be zero.
    @Test func `base64url that an encoder would not write is malformed`() throws {
        let text = Vectors.es256Token
        let last = try #require(text.last)
        #expect(last == "Q")
        for other in "RSTUVWXYZabcdef" {
            #expect(throws: JOSEError.malformed) { try CompactJWS(text.dropLast() + String(other)) }
        }
        for other in [
            text + "=", text + "==", text + "\n", " " + text, text.replacing("-", with: "+"),
            text.replacing("_", with: "/"), text.replacing(".", with: "=."), text.replacing("eyJh", with: "eyJ h"),
            text.replacing("eyJh", with: "eyJ\u{200B}h"), text.replacing("eyJh", with: "еyJh"),
        ] where other != text {
            #expect(throws: JOSEError.malformed) { try CompactJWS(other) }
        }
    }

    @Test(arguments: [
        "", ".", "..", "...", "a.b", "e30.e30", "eyJhbGciOiJFUzI1NiJ9.e30", "eyJhbGciOiJFUzI1NiJ9.e30.",
        "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJFUzI1NiJ9..", ".e30.AAAA", "eyJhbGciOiJFUzI1NiJ9.e30.AAAA.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30.AAAA.AAAA.AAAA", "{\"payload\":\"e30\"}",
    ])
    func `anything but three parts with a signature is malformed`(text: String) {
        #expect(throws: JOSEError.malformed) { try CompactJWS(text) }
    }

    @Test func `a token of 8192 characters is read and a longer one is not`() throws {
        let prefix = "eyJhbGciOiJFUzI1NiJ9."
        let payload = String(repeating: "A", count: 8192 - prefix.count - 5)
        _ = try CompactJWS("\(prefix)\(payload).AAAA")
        #expect(throws: JOSEError.malformed) { try CompactJWS("\(prefix)\(payload)AAAA.AAAA") }
        #expect(throws: JOSEError.malformed) { try CompactJWS(String(repeating: ".", count: 1_000_000)) }
    }

    @Test func `an empty payload is read`() throws {
        #expect(try CompactJWS("eyJhbGciOiJFUzI1NiJ9..AAAA").payload == [])
    }
}
