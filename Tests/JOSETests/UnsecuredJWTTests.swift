import JOSE
import OAuthProtocol
import Testing

/// RFC 7519 §6.
@Suite struct UnsecuredJWTTests {
    @Test func `the unsecured example of RFC 7519 is read as what it is`() throws {
        let text = """
            eyJhbGciOiJub25lIn0\
            .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.
            """
        let token = try UnsecuredJWT(text)
        #expect(token.type == nil)
        #expect(try JWTClaims(payload: token.payload).issuer == "joe")
        #expect(throws: JOSEError.malformed) { try CompactJWS(text) }
        #expect(try UnsecuredJWT(forge(header: #"{"alg":"none","typ":"JWT"}"#, signature: [])).type == "JWT")
    }

    @Test(arguments: ["None", "NONE", "nOnE", "", "RS256", "HS256", "none "])
    func `only the exact word says that nobody signed`(algorithm: String) {
        #expect(throws: JOSEError.unsupported) {
            try UnsecuredJWT(forge(header: #"{"alg":"\#(algorithm)"}"#, signature: []))
        }
    }

    @Test func `a token with a signature is not unsecured, whatever it says`() {
        #expect(throws: JOSEError.malformed) { try UnsecuredJWT(forge(header: #"{"alg":"none"}"#)) }
        #expect(throws: JOSEError.malformed) { try UnsecuredJWT(Vectors.es256Token) }
    }

    @Test(arguments: [
        #""crit":["exp"]"#, #""b64":false"#, #""jku":"https://attacker.example/keys""#, #""jwk":{}"#, #""zip":"DEF""#,
    ])
    func `its header is held to the same rules`(member: String) {
        #expect(throws: JOSEError.unsupported) {
            try UnsecuredJWT(forge(header: #"{"alg":"none",\#(member)}"#, signature: []))
        }
    }

    @Test(arguments: ["", "e30..", "eyJhbGciOiJub25lIn0.e30", "eyJhbGciOiJub25lIn0.e30..", "eyJhbGciOiJub25lIn0.e31."])
    func `anything else is malformed`(text: String) {
        #expect(throws: JOSEError.malformed) { try UnsecuredJWT(text) }
        #expect(throws: JOSEError.malformed) {
            try UnsecuredJWT(forge(header: #"{"alg":"none","alg":"none"}"#, signature: []))
        }
        #expect(throws: JOSEError.malformed) { try UnsecuredJWT(text + String(repeating: "A", count: 8192)) }
    }
}
