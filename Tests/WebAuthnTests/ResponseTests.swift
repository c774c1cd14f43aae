import OAuthProtocol
import Testing
import WebAuthn

/// The JSON of both ceremonies (§5.1), before anything is judged.
@Suite struct ResponseTests {
    private let registration = SaidOnRegistration(by: .es256).object

    private func expect(_ error: WebAuthnError, _ object: JSONObject, at place: SourceLocation = #_sourceLocation) {
        #expect(throws: error, sourceLocation: place) { try RegistrationResponse(json: object.octets) }
    }

    private func expectAuthentication(
        _ error: WebAuthnError, _ change: (JSONObject) -> JSONObject, at place: SourceLocation = #_sourceLocation
    ) throws {
        let object = change(try SaidOnAuthentication(by: .es256).object)
        #expect(throws: error, sourceLocation: place) { try AuthenticationResponse(json: object.octets) }
    }

    @Test func `a registration is read`() throws {
        let response = try RegistrationResponse(json: registration.octets)
        #expect(response.id == SoftAuthenticator.es256.credentialID)
        #expect(response.transports == ["internal", "hybrid"])
        #expect(response.isDiscoverable == true && response.attachment == .platform)
        #expect(response.clientData.ceremony == .registration)
        #expect(response.attestation.data.credential?.publicKey == SoftAuthenticator.es256.publicKey)
    }

    @Test func `an authentication is read`() throws {
        let object = try SaidOnAuthentication(by: .es256).object.with("authenticatorAttachment", "cross-platform")
        let response = try AuthenticationResponse(json: object.octets)
        #expect(response.id == SoftAuthenticator.es256.credentialID && response.userHandle == Fixture.userHandle)
        #expect(response.attachment == .crossPlatform && response.authenticatorData.signCount == 0)
    }

    /// As browsers write it (`PublicKeyCredential.toJSON()`), with all that stands there twice.
    @Test func `members that nobody needs are passed over`() throws {
        let object = registration.withResponse("publicKey", "AAAA").withResponse("publicKeyAlgorithm", -7)
            .withResponse("authenticatorData", "!").with("a", ["b": 1])
        _ = try RegistrationResponse(json: object.octets)
    }

    @Test func `what may be absent may be null`() throws {
        for value in [nil, .null] as [JSONValue?] {
            let object = registration.withResponse("transports", value).with("authenticatorAttachment", value)
            for extensions in [value, .object([:]), ["credProps": .null], ["credProps": ["rk": .null]]] as [JSONValue?]
            {
                let response = try RegistrationResponse(json: object.with("clientExtensionResults", extensions).octets)
                #expect(response.transports.isEmpty && response.attachment == nil && response.isDiscoverable == nil)
            }
            let used = try SaidOnAuthentication(by: .es256).object.withResponse("userHandle", value)
            #expect(try AuthenticationResponse(json: used.octets).userHandle == nil)
        }
    }

    @Test(arguments: ["", "[]", "null", "1", "{", "{}{}", #"{"id":"AA","id":"AA"}"#, "\u{feff}{}"])
    func `what is no JSON object is refused`(text: String) {
        #expect(throws: WebAuthnError.notJSON) { try RegistrationResponse(json: Array(text.utf8)) }
        #expect(throws: WebAuthnError.notJSON) { try AuthenticationResponse(json: Array(text.utf8)) }
    }

    @Test func `more than a request may have is refused`() {
        let space = [UInt8](repeating: 0x20, count: Limits.body)
        #expect(throws: WebAuthnError.notJSON) { try RegistrationResponse(json: registration.octets + space) }
    }

    @Test(arguments: ["type", "rawId", "id", "response"])
    func `a member that must be there must be what it should be`(name: String) throws {
        for value in [nil, .null, 1, true, [], ["AAAA"]] as [JSONValue?] {
            expect(.badMember(name), registration.with(name, value))
            try expectAuthentication(.badMember(name)) { $0.with(name, value) }
        }
    }

    @Test(arguments: ["clientDataJSON", "attestationObject"])
    func `so must one of the response`(name: String) {
        for value in [nil, .null, 1, true, [], ["AAAA"], "", "A", "AA==", "AB", "A+/A", "AA\n"] as [JSONValue?] {
            expect(.badMember(name), registration.withResponse(name, value))
        }
    }

    @Test(arguments: ["clientDataJSON", "authenticatorData", "signature"])
    func `and one of the other response`(name: String) throws {
        for value in [nil, .null, 1, true, [], ["AAAA"], "", "A", "AA==", "AB", "A+/A", "AA\n"] as [JSONValue?] {
            try expectAuthentication(.badMember(name)) { $0.withResponse(name, value) }
        }
    }

    @Test(arguments: ["public-Key", "public-key ", "", "password", "public\u{2d}key\u{0}"])
    func `a credential of another type is refused`(type: String) throws {
        expect(.badMember("type"), registration.with("type", .string(type)))
        try expectAuthentication(.badMember("type")) { $0.with("type", .string(type)) }
    }

    @Test func `two IDs are refused`() throws {
        expect(.twoIDs, registration.with("id", "AAAA"))
        expect(.twoIDs, registration.with("rawId", "AAAA"))
        try expectAuthentication(.twoIDs) { $0.with("id", "AAAA") }
        // The same octets in another alphabet, with padding, with bits left over.
        for id in ["AQEBAQ==", "AQEBAR", "AQEB AQ", ""] {
            expect(.badMember("rawId"), registration.with("id", .string(id)).with("rawId", .string(id)))
        }
    }

    @Test(arguments: [(0, false), (1, true), (1023, true), (1024, false)])
    func `an ID has 1 to 1023 octets`(length: Int, isGood: Bool) throws {
        let id = JSONValue.string(Base64URL.encode([UInt8](repeating: 1, count: length)))
        let object = try SaidOnAuthentication(by: .es256).object.with("id", id).with("rawId", id)
        if isGood {
            #expect(try AuthenticationResponse(json: object.octets).id.count == length)
        } else {
            #expect(throws: WebAuthnError.badMember("rawId")) { try AuthenticationResponse(json: object.octets) }
        }
    }

    @Test func `a member that is too long is refused`() throws {
        func octets(_ count: Int) -> JSONValue { .string(Base64URL.encode([UInt8](repeating: 0, count: count))) }
        expect(.badMember("clientDataJSON"), registration.withResponse("clientDataJSON", octets(4097)))
        expect(.badMember("attestationObject"), registration.withResponse("attestationObject", octets(16_385)))
        try expectAuthentication(.badMember("authenticatorData")) { $0.withResponse("authenticatorData", octets(4097)) }
        try expectAuthentication(.badMember("signature")) { $0.withResponse("signature", octets(513)) }
        try expectAuthentication(.badMember("userHandle")) { $0.withResponse("userHandle", octets(65)) }
        let object = try SaidOnAuthentication(by: .es256).object.withResponse("userHandle", octets(64))
        #expect(try AuthenticationResponse(json: object.octets).userHandle?.count == 64)
    }

    @Test func `a user handle that is there is octets`() throws {
        for value in ["", "A", "AA==", 1, [], true] as [JSONValue] {
            try expectAuthentication(.badMember("userHandle")) { $0.withResponse("userHandle", value) }
        }
    }

    @Test func `transports are eight short words`() throws {
        for value in [
            .strings([String](repeating: "usb", count: 8)), .strings([String(repeating: "a", count: 32)]), [],
            ["usb", "nfc", "ble", "smart-card", "hybrid", "internal", "cable", "of-tomorrow"],
        ] as [JSONValue] {
            _ = try RegistrationResponse(json: registration.withResponse("transports", value).octets)
        }
        for value in [
            .strings([String](repeating: "usb", count: 9)), .strings([String(repeating: "a", count: 33)]), [""],
            ["USB"],
            ["usb nfc"], ["usb2"], ["u\u{0}"], ["us\u{fb01}"], [1], [.null], "usb", ["usb", ["nfc"]], true,
            .object([:]),
        ] as [JSONValue] {
            expect(.badMember("transports"), registration.withResponse("transports", value))
        }
    }

    @Test func `an attachment that nobody knows counts as none`() throws {
        for name in ["Platform", "", "implant"] {
            let object = registration.with("authenticatorAttachment", .string(name))
            #expect(try RegistrationResponse(json: object.octets).attachment == nil)
        }
        expect(.badMember("authenticatorAttachment"), registration.with("authenticatorAttachment", 1))
    }

    @Test func `of extensions only credProps is looked at`() throws {
        func read(_ extensions: JSONValue) throws -> Bool? {
            try RegistrationResponse(json: registration.with("clientExtensionResults", extensions).octets)
                .isDiscoverable
        }
        #expect(try read(["credProps": ["rk": false], "appid": 1, "prf": ["enabled": "?"]]) == false)
        #expect(try read(["credProps": .object([:])]) == nil)
        #expect(throws: WebAuthnError.badMember("rk")) { try read(["credProps": ["rk": 1]]) }
        #expect(throws: WebAuthnError.badMember("credProps")) { try read(["credProps": true]) }
        for value in [1, true, [], "a"] as [JSONValue] {
            expect(.badMember("clientExtensionResults"), registration.with("clientExtensionResults", value))
        }
        // What an authentication says of them is not looked at.
        _ = try AuthenticationResponse(
            json: SaidOnAuthentication(by: .es256).object.with("clientExtensionResults", ["credProps": 1]).octets)
    }

    @Test func `an error never says what was sent`() throws {
        let object = registration.with("type", "Geheimnis").withResponse("transports", ["Geheimnis"])
        do {
            _ = try RegistrationResponse(json: object.octets)
            Issue.record("taken")
        } catch {
            #expect(!"\(error) \(String(reflecting: error))".contains("Geheimnis") && !"\(error)".isEmpty)
        }
    }
}
