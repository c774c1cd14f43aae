import OAuthProtocol
import Testing
import WebAuthn

/// WebAuthn Level 3 §7.1.
@Suite struct RegistrationTests {
    private var good: SaidOnRegistration { SaidOnRegistration(by: .es256) }

    private func expect(
        _ error: WebAuthnError, by relyingParty: RelyingParty = Fixture.relyingParty,
        at place: SourceLocation = #_sourceLocation, _ change: (inout SaidOnRegistration) -> Void
    ) {
        var said = good
        change(&said)
        #expect(throws: error, sourceLocation: place) { try said.judged(by: relyingParty) }
    }

    @Test(arguments: SoftAuthenticator.all)
    func `a credential is registered`(authenticator: SoftAuthenticator) throws {
        var said = SaidOnRegistration(by: authenticator)
        said.data.signCount = 5
        let credential = try said.judged()
        #expect(credential.id == authenticator.credentialID && credential.publicKey == authenticator.publicKey)
        #expect(credential.algorithm == authenticator.algorithm && credential.signCount == 5)
        #expect(credential.aaguid == [UInt8](repeating: 0xaa, count: 16) && credential.userVerified)
        #expect(!credential.backupEligible && !credential.backedUp)
        #expect(credential.transports == ["internal", "hybrid"] && credential.isDiscoverable == true)
    }

    @Test func `what is said of backups is kept`() throws {
        for (flags, eligible, backedUp) in [(0x45, false, false), (0x4d, true, false), (0x5d, true, true)] {
            var said = good
            said.data.flags = UInt8(flags)
            let credential = try said.judged()
            #expect(credential.backupEligible == eligible && credential.backedUp == backedUp)
        }
        expect(.backedUpWithoutEligibility) { $0.data.flags = 0x55 }
    }

    @Test func `client data of the other ceremony are refused`() {
        expect(.wrongType) { $0.client.type = "webauthn.get" }
        expect(.wrongType) { $0.client.type = "webauthn.creates" }
    }

    @Test func `another challenge is refused`() {
        expect(.wrongChallenge) { $0.client.challenge = Base64URL.encode(Fixture.challenge.reversed()) }
        expect(.wrongChallenge) { $0.client.challenge = Base64URL.encode(Fixture.challenge + [0]) }
        expect(.wrongChallenge) { $0.client.challenge = Base64URL.encode(Fixture.challenge.dropLast()) }
        expect(.badMember("challenge")) { $0.client.challenge = "" }
    }

    @Test(arguments: Origins.wrong)
    func `another origin is refused`(origin: String) {
        expect(.wrongOrigin) { $0.client.origin = origin }
    }

    @Test func `each of several origins is good, and only those`() throws {
        let several = RelyingParty(
            id: "example.org",
            origins: ["https://login.example.org", "https://example.org:8443", "http://localhost:3000"])
        for origin in several.origins {
            var said = good
            said.client.origin = origin
            _ = try said.judged(by: several)
        }
        expect(.wrongOrigin, by: several) { _ in }
        expect(.wrongOrigin, by: RelyingParty(id: "example.org", origins: [])) { _ in }
    }

    /// U+212A, which a String takes for the K that it looks like.
    @Test func `an origin is compared as octets`() throws {
        let relyingParty = RelyingParty(id: "example.org", origins: ["https://K.example"])
        var said = good
        said.client.origin = "https://K.example"
        _ = try said.judged(by: relyingParty)
        expect(.wrongOrigin, by: relyingParty) { $0.client.origin = "https://\\u212a.example" }
    }

    @Test func `a page in a page of another origin is refused`() {
        expect(.crossOrigin) { $0.client.more = #","crossOrigin":true"# }
        expect(.crossOrigin) { $0.client.more = #","topOrigin":"https://example.org""# }
    }

    @Test(arguments: [
        "example.com", "login.example.org", "org", "Example.org", "example.org.", "https://example.org", "",
    ])
    func `a credential of another relying party is refused`(id: String) {
        expect(.wrongRelyingParty) { $0.data.relyingPartyID = id }
    }

    @Test func `somebody must have been there`() {
        expect(.userNotPresent) { $0.data.flags = 0x44 }
    }

    @Test func `somebody must have been verified, where that is asked for`() throws {
        expect(.userNotVerified) { $0.data.flags = 0x41 }
        var said = good
        said.data.flags = 0x41
        #expect(try !said.judged(requiresUserVerification: false).userVerified)
        #expect(try good.judged(requiresUserVerification: false).userVerified)
    }

    @Test func `data without a credential are refused`() {
        expect(.wrongAuthenticatorData) {
            $0.data.flags = Fixture.verified
            $0.data.more = []
        }
    }

    @Test(arguments: SoftAuthenticator.all)
    func `an algorithm that was not offered is refused`(authenticator: SoftAuthenticator) throws {
        let said = SaidOnRegistration(by: authenticator)
        for algorithm in COSEAlgorithm.allCases {
            let relyingParty = RelyingParty(
                id: "example.org", origins: ["https://example.org"], algorithms: [algorithm])
            if algorithm == authenticator.algorithm {
                _ = try said.judged(by: relyingParty)
            } else {
                #expect(throws: WebAuthnError.algorithmNotOffered) { try said.judged(by: relyingParty) }
            }
        }
    }

    @Test func `a key of another type than its algorithm is refused`() {
        let parameters = SoftAuthenticator.es256.parameters.map { $0.label == 3 ? (3, CBOREncoding.integer(-257)) : $0 }
        let said = SaidOnRegistration(by: .es256, key: SoftAuthenticator.coseKey(parameters))
        #expect(throws: WebAuthnError.keyOfAnotherAlgorithm) { try said.judged() }
    }

    @Test func `the credential must be the one that the browser names`() {
        expect(.anotherCredential) {
            $0.data.more = AuthenticatorOctets.attested([1, 2, 3], SoftAuthenticator.es256.publicKey)
        }
    }

    @Test func `a statement of no format states nothing`() {
        expect(.badAttestationStatement) {
            $0.statement = CBOREncoding.map([(CBOREncoding.text("sig"), CBOREncoding.bytes([1]))])
        }
    }

    /// We ask for none, so what an authenticator says of itself is not believed, and does no harm.
    @Test(arguments: ["packed", "fido-u2f", "tpm", "None", "of-tomorrow"])
    func `a statement of another format is not judged, and must be well formed`(format: String) throws {
        var said = good
        said.format = CBOREncoding.text(format)
        said.statement = CBOREncoding.map([
            (CBOREncoding.text("alg"), CBOREncoding.integer(-7)), (CBOREncoding.text("sig"), CBOREncoding.bytes([1])),
            (CBOREncoding.text("x5c"), CBOREncoding.array([CBOREncoding.bytes([1])])),
        ])
        _ = try said.judged()
        for (statement, error) in [
            ([0xf6], .badAttestationObject), ([0x80], .badAttestationObject), ([0x40], .badAttestationObject),
            ([0xa1, 0x61, 0x61], .cbor(.badKey)), ([0xbf, 0xff], .cbor(.unsupported)),
            (CBOREncoding.map([(CBOREncoding.text("a"), [1]), (CBOREncoding.text("a"), [1])]), .cbor(.duplicateKey)),
            ([0xa1, 1, 0x81, 0x81, 0x81, 0x80], .cbor(.tooDeep)),
        ] as [([UInt8], WebAuthnError)] {
            said.statement = statement
            // What follows a statement that is cut off is taken for the rest of it.
            if error == .cbor(.badKey) {
                #expect(throws: WebAuthnError.self) { try said.judged() }
            } else {
                #expect(throws: error) { try said.judged() }
            }
        }
    }

    @Test(arguments: ["fmt", "attStmt", "authData"])
    func `an attestation object has three members of their kinds`(missing: String) throws {
        let members = [
            ("fmt", CBOREncoding.text("none")), ("attStmt", CBOREncoding.map([])),
            ("authData", CBOREncoding.bytes(good.data.octets)),
        ]
        for value in [nil, [0xf6], [0x01], CBOREncoding.array([])] as [[UInt8]?] {
            let entries = members.compactMap { name, octets -> ([UInt8], [UInt8])? in
                (name == missing ? value : octets).map { (CBOREncoding.text(name), $0) }
            }
            let object = good.object(attestationObject: CBOREncoding.map(entries), client: good.client.json)
            #expect(throws: WebAuthnError.badAttestationObject) { try RegistrationResponse(json: object.octets) }
        }
        let more = CBOREncoding.map(members.reversed().map { (CBOREncoding.text($0.0), $0.1) } + [([0x01], [0x02])])
        _ = try RegistrationResponse(json: good.object(attestationObject: more, client: good.client.json).octets)
    }

    @Test(arguments: SoftAuthenticator.all)
    func `an attestation object that is cut off anywhere, or goes on, is refused`(by: SoftAuthenticator) {
        let said = SaidOnRegistration(by: by)
        let whole = said.attestationObject
        for length in 0..<whole.count {
            let object = said.object(attestationObject: Array(whole.prefix(length)), client: said.client.json)
            #expect(throws: WebAuthnError.self) { try RegistrationResponse(json: object.octets) }
        }
        for octet in 0...0xff as ClosedRange<UInt8> {
            let object = said.object(attestationObject: whole + [octet], client: said.client.json)
            #expect(throws: WebAuthnError.cbor(.leftOver)) { try RegistrationResponse(json: object.octets) }
        }
    }

    @Test func `a response that is cut off anywhere is refused`() {
        let json = good.object.octets
        for length in 0..<json.count {
            #expect(throws: WebAuthnError.notJSON) { try RegistrationResponse(json: Array(json.prefix(length))) }
        }
    }

    @Test func `whatever becomes of one octet, nothing traps, and what is taken is whole`() throws {
        let said = good
        let whole = said.attestationObject
        for index in whole.indices {
            for bit in 0..<8 {
                var changed = whole
                changed[index] ^= 1 << UInt8(bit)
                let object = said.object(attestationObject: changed, client: said.client.json)
                guard let response = try? RegistrationResponse(json: object.octets),
                    let credential = try? Fixture.relyingParty.judge(
                        response, requiresUserVerification: true, isExpected: { $0 == Fixture.challenge })
                else { continue }
                _ = try COSEKey(octets: credential.publicKey)
                #expect(credential.id == said.id && credential.userVerified)
            }
        }
    }
}

/// What is not `https://example.org`, and could be taken for it.
enum Origins {
    static let wrong = [
        "https://example.org/", "https://example.org:443", "https://example.org:8443", "http://example.org",
        "HTTPS://example.org", "https://Example.org", "https://EXAMPLE.ORG", "https://login.example.org",
        "https://example.org.", "https://example.org.evil.example", "https://evil-example.org", "https://example.or",
        "https://example.org ", " https://example.org", "https://example.org\\u0000", "https://ex\\u0430mple.org",
        "https://example.org@evil.example", "example.org", "", "null", "https://example.org#a", "wss://example.org",
        "android:apk-key-hash:AAAA", "https://e\\u0301xample.org", "https://\\u200bexample.org",
    ]
}
