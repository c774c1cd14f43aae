import OAuthProtocol
import Testing
import WebAuthn

/// WebAuthn Level 3 §7.2.
@Suite struct AuthenticationTests {
    private var good: SaidOnAuthentication { SaidOnAuthentication(by: .es256) }

    private func expect(
        _ error: WebAuthnError, against credential: KnownCredential? = nil,
        at place: SourceLocation = #_sourceLocation, _ change: (inout SaidOnAuthentication) -> Void
    ) {
        var said = good
        change(&said)
        #expect(throws: error, sourceLocation: place) { try said.judged(against: credential) }
    }

    @Test(arguments: SoftAuthenticator.all)
    func `who has the key is taken`(authenticator: SoftAuthenticator) throws {
        var said = SaidOnAuthentication(by: authenticator)
        said.data.signCount = 9
        said.data.flags = 0x1d
        let outcome = try said.judged(against: authenticator.known(signCount: 8, backupEligible: true))
        #expect(outcome.signCount == 9 && outcome.backedUp && outcome.userVerified)
    }

    @Test func `client data of the other ceremony are refused`() {
        expect(.wrongType) { $0.client.type = "webauthn.create" }
    }

    @Test func `another challenge is refused`() {
        expect(.wrongChallenge) { $0.client.challenge = Base64URL.encode(Fixture.challenge.reversed()) }
    }

    @Test(arguments: Origins.wrong)
    func `another origin is refused`(origin: String) {
        expect(.wrongOrigin) { $0.client.origin = origin }
    }

    @Test func `a page in a page of another origin is refused`() {
        expect(.crossOrigin) { $0.client.more = #","crossOrigin":true"# }
        expect(.crossOrigin) { $0.client.more = #","crossOrigin":false,"topOrigin":"https://example.org""# }
    }

    @Test(arguments: ["example.com", "login.example.org", "org", "Example.org", ""])
    func `a credential of another relying party is refused`(id: String) {
        expect(.wrongRelyingParty) { $0.data.relyingPartyID = id }
    }

    @Test func `somebody must have been there`() {
        expect(.userNotPresent) { $0.data.flags = 0x04 }
    }

    @Test func `somebody must have been verified, where that is asked for`() throws {
        expect(.userNotVerified) { $0.data.flags = 0x01 }
        var said = good
        said.data.flags = 0x01
        #expect(try !said.judged(requiresUserVerification: false).userVerified)
    }

    @Test func `a backup without eligibility, and eligibility that changes, are refused`() throws {
        expect(.backedUpWithoutEligibility) { $0.data.flags = 0x15 }
        expect(.backupEligibilityChanged) { $0.data.flags = 0x0d }
        let eligible = SoftAuthenticator.es256.known(backupEligible: true)
        expect(.backupEligibilityChanged, against: eligible) { _ in }
        for (flags, backedUp) in [(0x0d, false), (0x1d, true)] as [(UInt8, Bool)] {
            var said = good
            said.data.flags = flags
            #expect(try said.judged(against: eligible).backedUp == backedUp)
        }
    }

    @Test func `another credential is refused`() {
        let other = KnownCredential(
            id: [1, 2, 3], publicKey: SoftAuthenticator.es256.publicKey, signCount: 0, backupEligible: false,
            userHandle: Fixture.userHandle)
        expect(.anotherCredential, against: other) { _ in }
    }

    @Test func `another person's user handle is refused, and none is needed`() throws {
        expect(.anotherUser) { $0.userHandle = "AAAA" }
        expect(.anotherUser) { $0.userHandle = .string(Base64URL.encode(Fixture.userHandle + [0])) }
        var said = good
        said.userHandle = nil
        _ = try said.judged()
    }

    @Test func `a registration is no use of a credential`() {
        expect(.wrongAuthenticatorData) {
            $0.data.flags = 0x45
            $0.data.more = AuthenticatorOctets.attested($0.authenticator.credentialID, $0.authenticator.publicKey)
        }
    }

    @Test func `extensions are under the signature`() throws {
        var said = good
        said.data.flags = 0x85
        said.data.more = CBOREncoding.map([(CBOREncoding.text("a"), [0xf5])])
        _ = try said.judged()
    }

    @Test(
        arguments: [
            (0, 0, true), (0, 1, true), (0, .max, true), (1, 2, true), (1, 1, false), (2, 1, false), (1, 0, false),
            (.max, .max, false), (.max, 0, false), (.max - 1, .max, true),
        ] as [(UInt32, UInt32, Bool)])
    func `a counter grows, or there is none`(before: UInt32, after: UInt32, isGood: Bool) throws {
        var said = good
        said.data.signCount = after
        let known = SoftAuthenticator.es256.known(signCount: before)
        if isGood {
            #expect(try said.judged(against: known).signCount == after)
        } else {
            #expect(throws: WebAuthnError.counterWentBack) { try said.judged(against: known) }
        }
    }

    @Test func `a counter that went back is told only to who has the key`() {
        expect(.badSignature, against: SoftAuthenticator.es256.known(signCount: 5)) { $0.signature = [1] }
    }

    @Test(arguments: SoftAuthenticator.all)
    func `a signature of another key, or over something else, is refused`(authenticator: SoftAuthenticator) throws {
        for signer in SoftAuthenticator.all where signer.algorithm != authenticator.algorithm {
            var said = SaidOnAuthentication(by: authenticator)
            said.signature = try signer.sign(said.signed)
            #expect(throws: WebAuthnError.badSignature) { try said.judged() }
        }
        var said = SaidOnAuthentication(by: authenticator)
        for input in [said.data.octets, said.client.json, said.data.octets + said.client.json, []] {
            said.signature = try authenticator.sign(input)
            #expect(throws: WebAuthnError.badSignature) { try said.judged() }
        }
    }

    /// Whatever is signed: client data differ in a space, the data in a counter.
    @Test(arguments: SoftAuthenticator.all)
    func `nothing of what was signed can be changed`(authenticator: SoftAuthenticator) throws {
        var said = SaidOnAuthentication(by: authenticator)
        said.signature = try authenticator.sign(said.signed)
        _ = try said.judged()
        var spaced = said
        spaced.client.more += " "
        #expect(throws: WebAuthnError.badSignature) { try spaced.judged() }
        var counted = said
        counted.data.signCount = 1
        #expect(throws: WebAuthnError.badSignature) { try counted.judged() }
        var reserved = said
        reserved.data.flags |= 0x02
        #expect(throws: WebAuthnError.badSignature) { try reserved.judged() }
        var signature = try #require(said.signature)
        for index in signature.indices {
            signature[index] ^= 0x80
            said.signature = signature
            #expect(throws: WebAuthnError.badSignature) { try said.judged() }
            signature[index] ^= 0x80
        }
        for length in 1..<signature.count {
            said.signature = Array(signature.prefix(length))
            #expect(throws: WebAuthnError.badSignature) { try said.judged() }
        }
        for octet in [0, 1, 0x30, 0xff] as [UInt8] where signature.count < 512 {
            said.signature = signature + [octet]
            #expect(throws: WebAuthnError.badSignature) { try said.judged() }
        }
    }

    @Test func `a key that was kept and is none is said so`() {
        for octets in [[], [0xf6], Array(SoftAuthenticator.es256.publicKey.dropLast())] as [[UInt8]] {
            let known = KnownCredential(
                id: SoftAuthenticator.es256.credentialID, publicKey: octets, signCount: 0, backupEligible: false,
                userHandle: Fixture.userHandle)
            #expect(throws: WebAuthnError.self) { try good.judged(against: known) }
        }
    }

    @Test func `a response that is cut off anywhere is refused`() throws {
        let json = try good.object.octets
        for length in 0..<json.count {
            #expect(throws: WebAuthnError.notJSON) { try AuthenticationResponse(json: Array(json.prefix(length))) }
        }
    }
}
