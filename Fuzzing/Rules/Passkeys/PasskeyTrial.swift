import Crypto
import OAuthProtocol
import WebAuthn

/// Shows client data and what an authenticator says in both ceremonies, and says what must become of them.
struct PasskeyTrial {
    private static let relyingParty = RelyingParty(id: "example.org", origins: ["https://example.org"])
    private static let challenge = [UInt8](0..<32)
    private static let id: [UInt8] = [1, 2, 3]
    private static let before: UInt32 = 5
    private static let key: P256.Signing.PrivateKey = {
        do {
            return try P256.Signing.PrivateKey(rawRepresentation: [UInt8](1...32))
        } catch {
            finding("there is no key: \(error)")
        }
    }()
    /// The COSE_Key of `key`, written out: a map of five.
    private static let publicKey: [UInt8] = {
        let point = Array(key.publicKey.rawRepresentation)
        return [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20] + point.prefix(32)
            + [0x22, 0x58, 0x20] + point.suffix(32)
    }()

    private let clientData: [UInt8]
    private let authenticator: [UInt8]

    init(clientData: [UInt8], authenticator: [UInt8]) {
        self.clientData = clientData
        self.authenticator = authenticator
    }

    func judge() {
        let registration = Passkeys.reading { () throws(WebAuthnError) in
            try RegistrationResponse(json: response(["attestationObject": authenticator], id: registeredID))
        }
        if let registration { Self.judge(registration) }
        let signed = authenticator + Array(SHA256.hash(data: clientData))
        guard let signature = try? Array(Self.key.signature(for: signed).derRepresentation) else {
            finding("the key cannot sign")
        }
        guard let outcome = believed(authenticator, signature) else { return }
        mustHold(outcome.signCount > Self.before, "a counter that went back was believed")
        mustHold(believed(altered, signature) == nil, "changed authenticator data were believed")
        mustHold(believed(authenticator, Array(signature.dropLast()) + [0]) == nil, "a changed signature was believed")
        mustHold(registration == nil, "the same octets register a credential and use one")
    }

    // MARK: Registrations

    /// What must be true of a registration that was read.
    static func judge(_ registration: RegistrationResponse) {
        mustHold((1...1023).contains(registration.id.count), "a credential ID has \(registration.id.count) octets")
        mustHold(registration.transports.count <= 8, "there are \(registration.transports.count) transports")
        let judged = Passkeys.reading { () throws(WebAuthnError) in
            try relyingParty.judge(registration, requiresUserVerification: true, isExpected: { $0 == challenge })
        }
        guard let credential = judged else { return }
        let client = registration.clientData
        mustHold(
            client.ceremony == .registration && client.challenge == challenge
                && client.origin.utf8.elementsEqual("https://example.org".utf8),
            "client data of another ceremony were believed")
        mustHold(credential.id == registration.id, "another credential was registered")
        mustHold(credential.aaguid.count == 16, "a model has \(credential.aaguid.count) octets")
        mustHold(credential.userVerified, "a credential was registered by nobody")
        mustHold(credential.backupEligible || !credential.backedUp, "a credential is backed up that cannot be")
        guard let key = try? COSEKey(octets: credential.publicKey) else { finding("a key cannot be read again") }
        mustHold(key.algorithm == credential.algorithm, "a key is read again as another one")
        mustHold(!key.verifies([UInt8](repeating: 0, count: 64), of: challenge), "a key verifies anything")
        let elsewhere = RelyingParty(id: "example.com", origins: relyingParty.origins)
        mustHold(
            (try? elsewhere.judge(registration, requiresUserVerification: true, isExpected: { _ in true })) == nil,
            "a credential is good for two relying parties")
    }

    /// The credential ID that the octets claim, where attested credential data lie in an attestation object; otherwise
    /// any.
    private var registeredID: [UInt8] {
        guard let data = try? CBORParser.parse(authenticator).map?["authData"]?.bytes,
            let credential = try? AuthenticatorData(data).credential
        else { return Self.id }
        return credential.id
    }

    // MARK: Authentications

    /// - Throws: what judging throws.
    static func judge(_ authentication: AuthenticationResponse) throws(WebAuthnError) -> Authentication {
        let known = KnownCredential(
            id: authentication.id, publicKey: publicKey, signCount: before,
            backupEligible: authentication.authenticatorData.flags.contains(.backupEligible),
            userHandle: authentication.userHandle ?? [7])
        return try relyingParty.judge(
            authentication, against: known, requiresUserVerification: true, isExpected: { $0 == challenge })
    }

    private func believed(_ data: [UInt8], _ signature: [UInt8]) -> Authentication? {
        Passkeys.reading { () throws(WebAuthnError) in
            try Self.judge(
                AuthenticationResponse(
                    json: response(["authenticatorData": data, "signature": signature], id: Self.id)))
        }
    }

    /// The authenticator data with one bit of the counter changed, which makes it greater.
    private var altered: [UInt8] {
        var octets = authenticator
        if octets.count > 33 { octets[33] ^= 0x80 }
        return octets
    }

    // MARK: Both

    private func response(_ members: [String: [UInt8]], id: [UInt8]) -> [UInt8] {
        var response: JSONObject = ["clientDataJSON": .string(Base64URL.encode(clientData))]
        for (name, octets) in members { response[name] = .string(Base64URL.encode(octets)) }
        let object: JSONObject = [
            "id": .string(Base64URL.encode(id)), "rawId": .string(Base64URL.encode(id)), "type": "public-key",
            "response": .object(response), "clientExtensionResults": .object([:]),
        ]
        return object.octets
    }
}
