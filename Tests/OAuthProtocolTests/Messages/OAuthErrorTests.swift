import OAuthProtocol
import Testing

@Suite struct OAuthErrorTests {
    @Test func `a description holds nothing that RFC 6749 does not allow there`() {
        let error = OAuthError(.invalidRequest, "a \"quote\", a \\, a line\nbreak, an é and \u{0}")
        #expect(error.description == "a ?quote?, a ?, a line?break, an ?? and ?")
    }

    @Test func `a description quotes no more of the input than helps anybody`() {
        let long = OAuthError(.invalidRedirectURI, String(repeating: "é", count: 30_000) + " is no redirect URI")
        #expect(long.description.utf8.count == OAuthError.longestDescription)
        #expect(long.description.hasPrefix("????") && long.description.hasSuffix("?..."))
        let longest = String(repeating: "x", count: OAuthError.longestDescription)
        #expect(OAuthError(.invalidRequest, longest).description == longest)
    }

    @Test func `the cause is for the log and stands in no description`() {
        let error = OAuthError(.serverError, "the server could not sign", cause: "canary")
        #expect(!"\(error)".contains("canary"))
        #expect(error.cause == "canary")
    }

    @Test func `codes are the registered ones`() {
        let plain: (OAuthError.Code) -> Bool = {
            $0.rawValue.utf8.allSatisfy { $0 == 0x5f || (0x61...0x7a).contains($0) }
        }
        #expect(OAuthError.Code.allCases.allSatisfy(plain))
    }
}
