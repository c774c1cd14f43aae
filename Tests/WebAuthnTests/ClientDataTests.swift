import Crypto
import OAuthProtocol
import Testing
import WebAuthn

@Suite struct ClientDataTests {
    private func expect(_ error: WebAuthnError, _ text: String, at place: SourceLocation = #_sourceLocation) {
        #expect(throws: error, sourceLocation: place) { try ClientData(Array(text.utf8)) }
    }

    @Test func `client data are read, and members that nobody knows passed over`() throws {
        let text = ClientDataText(
            type: "webauthn.create", more: #","crossOrigin":false,"tokenBinding":{"status":"supported"},"a":[1,{}]"#)
        let data = try ClientData(text.json)
        #expect(data.ceremony == .registration && data.challenge == Fixture.challenge)
        #expect(data.origin == "https://example.org" && data.hash == Array(SHA256.hash(data: text.json)))
        for more in ["", #","crossOrigin":null"#] {
            #expect(try ClientData(ClientDataText(type: "webauthn.get", more: more).json).ceremony == .authentication)
        }
    }

    @Test(
        arguments: [
            "webauthn.Create", "webauthn.creat", "webauthn.create ", "webauthn.get\u{0}", "navigator.id.getAssertion",
            "payment.get", "", "create", "\u{200b}webauthn.get",
        ])
    func `another type is refused`(type: String) throws {
        let json = JSONObject(
            dictionaryLiteral: ("type", .string(type)), ("challenge", "AAAA"), ("origin", "https://a"))
        #expect(throws: WebAuthnError.wrongType) { try ClientData(json.octets) }
    }

    @Test func `a page in a page of another origin is refused`() {
        for more in [
            #","crossOrigin":true"#, #","crossOrigin":false,"topOrigin":"https://example.org""#,
            #","topOrigin":"https://example.org""#, #","topOrigin":"""#, #","topOrigin":null"#, #","topOrigin":false"#,
            #","crossOrigin":true,"topOrigin":"https://a.example""#,
        ] {
            let text = ClientDataText(type: "webauthn.get", more: more)
            #expect(throws: WebAuthnError.crossOrigin) { try ClientData(text.json) }
        }
    }

    @Test func `a member that is missing or of another type is refused`() {
        for (name, value) in [
            ("type", nil), ("type", "1"), ("type", "null"), ("challenge", nil), ("challenge", "1"),
            ("challenge", #""""#), ("challenge", #""AA=""#), ("challenge", #""AA==""#), ("challenge", #""A A""#),
            ("challenge", #""A/+A""#), ("challenge", #""AB""#), ("challenge", #"["AAAA"]"#), ("origin", nil),
            ("origin", "null"), ("origin", #"["https://example.org"]"#), ("crossOrigin", "0"),
            ("crossOrigin", #""true""#), ("crossOrigin", "{}"),
        ] as [(String, String?)] {
            var members = ["type": #""webauthn.get""#, "challenge": #""AAAA""#, "origin": #""https://example.org""#]
            members[name] = value
            expect(.badMember(name), "{" + members.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ",") + "}")
        }
    }

    @Test(
        arguments: [
            "", "{", "[]", "null", #""webauthn.get""#, #"{"type":"webauthn.get","type":"webauthn.get"}"#, "{} {}",
            "\u{feff}{}", #"{"type":"webauthn.get",}"#,
        ])
    func `what is no JSON object is refused`(text: String) {
        expect(.badMember("clientDataJSON"), text)
    }

    @Test func `a member twice is refused, whichever is good`() {
        let text = ClientDataText(type: "webauthn.get", more: #","origin":"https://evil.example""#)
        #expect(throws: WebAuthnError.badMember("clientDataJSON")) { try ClientData(text.json) }
    }

    @Test func `octets that are no UTF-8 are refused`() {
        let text = ClientDataText(type: "webauthn.get").json
        #expect(throws: WebAuthnError.badMember("clientDataJSON")) {
            try ClientData(text.dropLast() + Array(#","a":""#.utf8) + [0xff] + Array(#""}"#.utf8))
        }
    }

    @Test func `4096 octets are read and more are not`() throws {
        func text(_ count: Int) -> [UInt8] {
            let empty = ClientDataText(type: "webauthn.get", more: #","a":"""#).json.count
            return ClientDataText(
                type: "webauthn.get", more: #","a":"\#(String(repeating: "x", count: count - empty))""#
            ).json
        }
        #expect(text(4096).count == 4096)
        _ = try ClientData(text(4096))
        #expect(throws: WebAuthnError.badMember("clientDataJSON")) { try ClientData(text(4097)) }
    }

    @Test func `client data that are cut off anywhere are refused`() {
        let json = ClientDataText(type: "webauthn.get").json
        for length in 0..<json.count {
            #expect(throws: WebAuthnError.self) { try ClientData(Array(json.prefix(length))) }
        }
    }
}
