import JOSE
import OAuthProtocol
import Testing

@Suite struct MasterKeyTests {
    private let octets = (0..<32).map { UInt8($0) }

    @Test func `the text in the key file gives the same keys again`() throws {
        let key = try #require(MasterKey(octets: octets))
        let again = try #require(MasterKey(text: "  \(key.text)\n"))
        #expect(key.text == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
        #expect(again.derive("tokens").mac([1]) == key.derive("tokens").mac([1]))
    }

    @Test(arguments: ["", "AAEC", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "not a key", "A A"])
    func `a key file that holds no 256 bits is refused`(text: String) {
        #expect(MasterKey(text: text) == nil)
    }

    @Test(arguments: [0, 31, 33]) func `only 32 octets make a master key`(count: Int) {
        #expect(MasterKey(octets: [UInt8](repeating: 7, count: count)) == nil)
    }

    @Test func `a fresh key takes its octets from the entropy`() {
        let key = MasterKey(from: Entropy { count in [UInt8](repeating: 9, count: count) })
        #expect(key.text == Base64URL.encode([UInt8](repeating: 9, count: 32)))
    }

    /// Computed with Python's `hmac`: what a database holds must open with every later version.
    @Test func `derivation is HKDF-SHA256 with the purpose as info`() throws {
        let derived = try #require(MasterKey(octets: octets)).derive("signing keys")
        #expect(Base64URL.encode(derived.mac(Array("message".utf8))) == "xnjHxhmRbv6eCQFNnFK-d3GKXbkklI3t3j3UiZqpYJw")
    }

    @Test func `purposes have nothing in common`() throws {
        let key = try #require(MasterKey(octets: octets))
        #expect(key.derive("one").mac([1]) != key.derive("two").mac([1]))
        let sealed = key.derive("one").seal([1], bound: [])
        #expect(throws: JOSEError.sealed) { try key.derive("two").open(sealed, bound: []) }
    }

    @Test func `no description shows the key`() throws {
        let key = try #require(MasterKey(octets: octets))
        let derived = key.derive("tokens")
        var dumped = ""
        dump(key, to: &dumped)
        dump(derived, to: &dumped)
        let texts = ["\(key)", "\(derived)", String(reflecting: key), String(reflecting: derived), dumped]
        #expect(texts.allSatisfy { !$0.contains(key.text) && !$0.contains("AAEC") && !$0.contains("octets") })
    }
}
