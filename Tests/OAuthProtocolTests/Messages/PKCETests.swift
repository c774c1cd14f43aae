import OAuthProtocol
import Testing

@Suite struct PKCETests {
    /// RFC 7636 appendix B.
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    @Test func `the verifier of RFC 7636 appendix B meets its challenge`() throws {
        let challenge = try #require(CodeChallenge(Self.challenge))
        let verifier = try #require(CodeVerifier(Self.verifier))
        #expect(challenge.isMet(by: verifier))
    }

    @Test func `no other verifier does, the challenge itself least of all`() throws {
        let challenge = try #require(CodeChallenge(Self.challenge))
        for text in [
            Self.challenge, Self.verifier + "A", String(Self.verifier.dropLast()) + "l", Self.verifier.lowercased(),
        ] {
            let verifier = try #require(CodeVerifier(text))
            #expect(!challenge.isMet(by: verifier))
        }
    }

    @Test(arguments: [
        "", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMA", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN", " 9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    ])
    func `a challenge is the canonical base64url of 32 octets and nothing else`(text: String) {
        #expect(CodeChallenge(text) == nil)
    }

    @Test func `a verifier has 43 to 128 unreserved characters`() {
        #expect(CodeVerifier(String(repeating: "a", count: 43)) != nil)
        #expect(CodeVerifier(String(repeating: "~", count: 128)) != nil)
        #expect(CodeVerifier(String(repeating: "a", count: 42)) == nil)
        #expect(CodeVerifier(String(repeating: "a", count: 129)) == nil)
        for odd in [" ", "+", "/", "=", "%", "é", "\0"] {
            #expect(CodeVerifier(String(repeating: "a", count: 50) + odd) == nil)
        }
    }
}
