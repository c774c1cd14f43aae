import OAuthProtocol
import Testing
import WebAuthn

@Suite struct AuthenticatorDataTests {
    private let key = SoftAuthenticator.es256.publicKey
    private var credential: [UInt8] { AuthenticatorOctets.attested([1, 2, 3], key) }
    private let extensions = CBOREncoding.map([(CBOREncoding.text("credProtect"), CBOREncoding.integer(2))])

    @Test func `data without more are 37 octets`() throws {
        let data = try AuthenticatorData(AuthenticatorOctets(flags: 0x1d, signCount: 0x0102_0304).octets)
        #expect(data.relyingPartyIDHash.count == 32)
        #expect(data.flags == [.userPresent, .userVerified, .backupEligible, .backedUp])
        #expect(data.signCount == 0x0102_0304)
        #expect(data.credential == nil && data.extensions == nil)
        #expect(try AuthenticatorData(AuthenticatorOctets(signCount: .max).octets).signCount == .max)
    }

    @Test func `data with a credential, with extensions and with both are read`() throws {
        let made = try AuthenticatorData(AuthenticatorOctets(flags: 0x45, more: credential).octets)
        #expect(made.credential?.id == [1, 2, 3] && made.credential?.publicKey == key && made.extensions == nil)
        #expect(made.credential?.aaguid == [UInt8](repeating: 0xaa, count: 16))
        let extended = try AuthenticatorData(AuthenticatorOctets(flags: 0x85, more: extensions).octets)
        #expect(extended.credential == nil && extended.extensions?["credProtect"] == .integer(2))
        let both = try AuthenticatorData(AuthenticatorOctets(flags: 0xc5, more: credential + extensions).octets)
        #expect(both.credential?.publicKey == key && both.extensions?["credProtect"] == .integer(2))
    }

    @Test func `reserved flags say nothing`() throws {
        let data = try AuthenticatorData(AuthenticatorOctets(flags: 0x27).octets)
        #expect(data.flags.isSuperset(of: [.userPresent, .userVerified]) && data.credential == nil)
    }

    @Test(arguments: [0x10, 0x11, 0x15, 0x55, 0x95] as [UInt8])
    func `what is backed up without being eligible is refused`(flags: UInt8) {
        let octets = AuthenticatorOctets(flags: flags, more: flags == 0x55 ? credential : []).octets
        #expect(throws: WebAuthnError.backedUpWithoutEligibility) { try AuthenticatorData(octets) }
    }

    @Test func `flags that announce nothing, or not all, are refused`() {
        for (flags, more) in [(0x05, credential), (0x05, extensions), (0x05, [0]), (0x45, credential + extensions)]
            as [(
                UInt8, [UInt8]
            )]
        {
            #expect(throws: WebAuthnError.badAuthenticatorData) {
                try AuthenticatorData(AuthenticatorOctets(flags: flags, more: more).octets)
            }
        }
        for (flags, more) in [(0x45, []), (0x85, []), (0xc5, credential), (0xc5, extensions), (0x85, credential)]
            as [(
                UInt8, [UInt8]
            )]
        {
            #expect(throws: WebAuthnError.self) {
                try AuthenticatorData(AuthenticatorOctets(flags: flags, more: more).octets)
            }
        }
    }

    @Test(arguments: [[0xf6], [0x80], [0x00], [0x40], [0x61, 0x61]] as [[UInt8]])
    func `extensions that are no map are refused`(item: [UInt8]) {
        #expect(throws: WebAuthnError.badAuthenticatorData) {
            try AuthenticatorData(AuthenticatorOctets(flags: 0x85, more: item).octets)
        }
    }

    @Test(arguments: [(0, false), (1, true), (1023, true), (1024, false), (65_535, false)])
    func `a credential ID has 1 to 1023 octets`(length: Int, isGood: Bool) throws {
        let id = [UInt8](repeating: 9, count: length)
        let octets = AuthenticatorOctets(flags: 0x45, more: AuthenticatorOctets.attested(id, key)).octets
        if isGood {
            #expect(try AuthenticatorData(octets).credential?.id == id)
        } else {
            #expect(throws: WebAuthnError.badCredentialID) { try AuthenticatorData(octets) }
        }
    }

    @Test func `a credential ID that is longer than what is there is refused`() {
        for length in [4, 200, 1023] as [UInt16] {
            let more = AuthenticatorOctets.attested([1, 2, 3], length: length, key)
            #expect(throws: WebAuthnError.self) {
                try AuthenticatorData(AuthenticatorOctets(flags: 0x45, more: more).octets)
            }
        }
    }

    @Test func `data that are cut off anywhere, or go on, are refused`() {
        for (flags, more) in [(0x05, []), (0x45, credential), (0x85, extensions), (0xc5, credential + extensions)]
            as [(
                UInt8, [UInt8]
            )]
        {
            let octets = AuthenticatorOctets(flags: flags, more: more).octets
            for length in 0..<octets.count {
                #expect(throws: WebAuthnError.self) { try AuthenticatorData(Array(octets.prefix(length))) }
            }
            for octet in 0...0xff as ClosedRange<UInt8> {
                #expect(throws: WebAuthnError.badAuthenticatorData) { try AuthenticatorData(octets + [octet]) }
            }
        }
    }

    /// Some YubiKeys write an Ed25519 key as a map of four with three entries (py_webauthn, issue 160).
    @Test func `a key that is no map of its own length is refused`() {
        let short = [0xa3] + SoftAuthenticator.edDSA.publicKey.dropFirst()
        #expect(throws: WebAuthnError.self) {
            try AuthenticatorData(
                AuthenticatorOctets(flags: 0x45, more: AuthenticatorOctets.attested([1], short)).octets)
        }
    }
}
