import OAuthProtocol
import Testing

@Suite struct SecretTests {
    private struct Holder: Sendable {
        let name = "holder"
        let secret = Secret("canary-of-the-mine")
        let digest = TokenDigest(of: "canary-of-the-mine")
        let nested: [String: Secret?] = ["a": Secret("canary-of-the-mine")]
    }

    @Test func `no description of a secret shows it`() {
        let secret = Secret("canary-of-the-mine")
        for text in [
            "\(secret)", String(describing: secret), String(reflecting: secret), secret.description,
            secret.debugDescription,
            "\([secret])", "\(Optional(secret) as Any)", "\(["k": secret])",
        ] {
            #expect(!text.contains("canary"))
        }
    }

    @Test func `what holds a secret shows it no more, nor the octets of a digest`() {
        let holder = Holder()
        var dumped = ""
        dump(holder, to: &dumped)
        for text in ["\(holder)", String(reflecting: holder), dumped] {
            #expect(text.contains("holder"))
            #expect(!text.contains("canary"))
            #expect(!text.contains("\(holder.digest.octets[0]), \(holder.digest.octets[1])"))
        }
        #expect(Mirror(reflecting: holder.secret).children.isEmpty)
        #expect(Mirror(reflecting: holder.digest).children.isEmpty)
    }

    @Test func `a verifier and an error that was made of a secret keep it`() throws {
        let verifier = try #require(CodeVerifier(String(repeating: "canary", count: 8)))
        var dumped = ""
        dump(verifier, to: &dumped)
        #expect(!dumped.contains("canary"))
    }

    @Test func `a digest is SHA-256, FIPS 180-2 appendix B`() {
        let digest = TokenDigest(of: "abc").octets
        #expect(digest.prefix(4) == [0xba, 0x78, 0x16, 0xbf])
        #expect(digest.suffix(4) == [0xf2, 0x00, 0x15, 0xad])
        #expect(TokenDigest(octets: digest) == TokenDigest(of: "abc"))
        #expect(TokenDigest(octets: digest.dropLast()) == nil)
    }

    @Test func `octet strings are equal in full or not at all`() {
        #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
        #expect(!constantTimeEqual([], [0]))
        #expect(constantTimeEqual([], []))
    }
}
