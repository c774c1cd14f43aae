import OAuthProtocol
import StorageTesting
import Testing

@Suite struct Base64URLTests {
    /// RFC 4648 §10, without the padding that base64url here does not have.
    static let vectors = [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test(arguments: vectors)
    func `the vectors of RFC 4648 encode and decode`(text: String, encoded: String) {
        #expect(Base64URL.encode(Array(text.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(text.utf8))
    }

    @Test func `the alphabet is the one that needs no escaping in a URL`() {
        #expect(Base64URL.encode([0xfb, 0xff, 0xbf]) == "-_-_")
        #expect(Base64URL.decode("-_-_") == [0xfb, 0xff, 0xbf])
    }

    @Test(arguments: [
        "Zg==", "Zm8=", "Zg=", "Z", "Zm9vY", "Zm9v\n", " Zm9v", "Zm 9v", "+/+/", "Zm9v.", "Zm9vé", "\u{0}m9v", "====",
    ])
    func `padding, foreign characters and impossible lengths are refused`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func `each value has exactly one text`() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        for last in alphabet {
            // Two characters carry one octet: 4 bits of the second must be zero; three carry two: 2 bits of the third.
            let one = "Z\(last)"
            let two = "Zm\(last)"
            for text in [one, two] {
                if let octets = Base64URL.decode(text) { #expect(Base64URL.encode(octets) == text) }
            }
        }
        #expect(alphabet.count { Base64URL.decode("Z\($0)") != nil } == 4)
        #expect(alphabet.count { Base64URL.decode("Zm\($0)") != nil } == 16)
    }

    @Test func `whatever octets there are come back`() {
        var chance = SeededGenerator(seed: 4648)
        for length in 0..<200 {
            let octets = chance.octets(length)
            #expect(Base64URL.decode(Base64URL.encode(octets)) == octets)
            #expect(Base64.decode(Base64.encode(octets)) == octets)
        }
    }

    @Test(arguments: ["Zg==", "Zg", "Zm8=", "Zm8", "Zm9v", "+/+/", ""])
    func `base64 of Basic credentials may leave its padding out`(text: String) {
        #expect(Base64.decode(text) != nil)
    }

    @Test(arguments: ["Zg=", "Zm9v=", "Zm9v====", "Z===", "Zh==", "-_-_", "Zm9 v", "Zg==Zg==", "====", "="])
    func `base64 that a strict encoder would not write is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
