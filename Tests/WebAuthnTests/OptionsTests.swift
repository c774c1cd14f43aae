import OAuthProtocol
import Testing
import WebAuthn

@Suite struct OptionsTests {
    private let descriptors = [
        CredentialDescriptor(id: [1, 2, 3], transports: ["usb", "nfc"]), CredentialDescriptor(id: [4], transports: []),
    ]
    private let written =
        #"[{"type":"public-key","id":"AQID","transports":["usb","nfc"]},{"type":"public-key","id":"BA"}]"#

    @Test func `creation options are what a browser reads`() throws {
        let user = try CreationOptions.User(
            handle: [7, 8], name: "ada@example.org", displayName: #"Ada "the" Countess"#)
        let options = CreationOptions(
            for: user, at: Fixture.relyingParty, named: "Example", challenge: [0xfb, 0xff], excluding: descriptors)
        let expected = #"""
            {"rp":{"id":"example.org","name":"Example"},\#
            "user":{"id":"Bwg","name":"ada@example.org","displayName":"Ada \"the\" Countess"},"challenge":"-_8",\#
            "pubKeyCredParams":[{"type":"public-key","alg":-8},{"type":"public-key","alg":-7},\#
            {"type":"public-key","alg":-257}],"timeout":300000,"excludeCredentials":\#(written),\#
            "authenticatorSelection":{"residentKey":"required","requireResidentKey":true,\#
            "userVerification":"required"},"attestation":"none","extensions":{"credProps":true}}
            """#
        #expect(String(decoding: options.octets, as: UTF8.self) == expected)
        #expect(throws: Never.self) { try JSONParser.parse(options.octets) }
    }

    @Test func `what is offered is what is taken`() throws {
        let relyingParty = RelyingParty(id: "a", origins: [], algorithms: [.es256])
        let user = try CreationOptions.User(handle: [1], name: "", displayName: "")
        let options = CreationOptions(for: user, at: relyingParty, named: "", challenge: [1], excluding: [])
        let object = try JSONParser.parse(options.octets).object
        #expect(object?["pubKeyCredParams"] == [["type": "public-key", "alg": -7]])
        #expect(object?["excludeCredentials"] == [])
    }

    @Test func `request options are what a browser reads`() {
        let options = RequestOptions(at: Fixture.relyingParty, challenge: [0xfb, 0xff], allowing: descriptors)
        let expected = #"""
            {"challenge":"-_8","timeout":300000,"rpId":"example.org","allowCredentials":\#(written),\#
            "userVerification":"required"}
            """#
        #expect(String(decoding: options.octets, as: UTF8.self) == expected)
        let any = RequestOptions(at: Fixture.relyingParty, challenge: [1], allowing: [])
        #expect(String(decoding: any.octets, as: UTF8.self).contains(#""allowCredentials":[]"#))
    }

    @Test(arguments: [(0, false), (1, true), (64, true), (65, false)])
    func `a user handle has 1 to 64 octets`(length: Int, isGood: Bool) throws {
        let handle = [UInt8](repeating: 1, count: length)
        if isGood {
            #expect(try CreationOptions.User(handle: handle, name: "", displayName: "").handle == handle)
        } else {
            #expect(throws: WebAuthnError.badUserHandle) {
                try CreationOptions.User(handle: handle, name: "", displayName: "")
            }
        }
    }
}
