import Crypto
import OAuthProtocol
import WebAuthn

/// Client data, of which a test changes what it wants to be wrong.
struct ClientDataText {
    var type: String
    var challenge = Base64URL.encode(Fixture.challenge)
    var origin = "https://example.org"
    /// Further members, with a comma in front.
    var more = #","crossOrigin":false"#

    var json: [UInt8] {
        Array(#"{"type":"\#(type)","challenge":"\#(challenge)","origin":"\#(origin)"\#(more)}"#.utf8)
    }
}

/// Authenticator data, of which a test changes what it wants to be wrong.
struct AuthenticatorOctets {
    var relyingPartyID = "example.org"
    var flags: UInt8 = Fixture.verified
    var signCount: UInt32 = 0
    /// What follows the counter.
    var more: [UInt8] = []

    var octets: [UInt8] {
        Array(SHA256.hash(data: Array(relyingPartyID.utf8))) + [flags] + CBOREncoding.octets(UInt64(signCount), 4)
            + more
    }

    static func attested(_ id: [UInt8], length: UInt16? = nil, _ key: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 0xaa, count: 16) + CBOREncoding.octets(UInt64(length ?? UInt16(id.count)), 2) + id + key
    }
}

/// A registration as a page sends it, of which a test changes what it wants to be wrong.
struct SaidOnRegistration {
    let id: [UInt8]
    var client = ClientDataText(type: "webauthn.create")
    var data: AuthenticatorOctets
    var format = CBOREncoding.text("none")
    var statement = CBOREncoding.map([])
    var transports: JSONValue? = ["internal", "hybrid"]
    var extensions: JSONValue = ["credProps": ["rk": true]]

    init(by authenticator: SoftAuthenticator, key: [UInt8]? = nil) {
        id = authenticator.credentialID
        data = AuthenticatorOctets(
            flags: Fixture.verified | 0x40,
            more: AuthenticatorOctets.attested(authenticator.credentialID, key ?? authenticator.publicKey))
    }

    var attestationObject: [UInt8] {
        CBOREncoding.map([
            (CBOREncoding.text("fmt"), format), (CBOREncoding.text("attStmt"), statement),
            (CBOREncoding.text("authData"), CBOREncoding.bytes(data.octets)),
        ])
    }

    var object: JSONObject {
        object(attestationObject: attestationObject, client: client.json)
    }

    func object(attestationObject: [UInt8], client: [UInt8]) -> JSONObject {
        var response: JSONObject = [
            "clientDataJSON": .string(Base64URL.encode(client)),
            "attestationObject": .string(Base64URL.encode(attestationObject)),
        ]
        response["transports"] = transports
        return [
            "id": .string(Base64URL.encode(id)), "rawId": .string(Base64URL.encode(id)), "type": "public-key",
            "response": .object(response), "clientExtensionResults": extensions,
            "authenticatorAttachment": "platform",
        ]
    }

    func judged(
        by relyingParty: RelyingParty = Fixture.relyingParty, requiresUserVerification: Bool = true
    ) throws -> NewCredential {
        try relyingParty.judge(
            RegistrationResponse(json: object.octets), requiresUserVerification: requiresUserVerification,
            isExpected: { $0 == Fixture.challenge })
    }
}

/// A use of a credential as a page sends it, of which a test changes what it wants to be wrong.
struct SaidOnAuthentication {
    let authenticator: SoftAuthenticator
    var client = ClientDataText(type: "webauthn.get")
    var data = AuthenticatorOctets()
    var userHandle: JSONValue? = .string(Base64URL.encode(Fixture.userHandle))
    /// Instead of the signature that belongs to the rest.
    var signature: [UInt8]?

    init(by authenticator: SoftAuthenticator) {
        self.authenticator = authenticator
    }

    /// What is signed.
    var signed: [UInt8] { data.octets + Array(SHA256.hash(data: client.json)) }

    var object: JSONObject {
        get throws {
            var response: JSONObject = [
                "clientDataJSON": .string(Base64URL.encode(client.json)),
                "authenticatorData": .string(Base64URL.encode(data.octets)),
                "signature": .string(Base64URL.encode(try signature ?? authenticator.sign(signed))),
            ]
            response["userHandle"] = userHandle
            return [
                "id": .string(Base64URL.encode(authenticator.credentialID)),
                "rawId": .string(Base64URL.encode(authenticator.credentialID)), "type": "public-key",
                "response": .object(response), "clientExtensionResults": .object([:]),
            ]
        }
    }

    func judged(
        against credential: KnownCredential? = nil, by relyingParty: RelyingParty = Fixture.relyingParty,
        requiresUserVerification: Bool = true
    ) throws -> Authentication {
        try relyingParty.judge(
            AuthenticationResponse(json: object.octets), against: credential ?? authenticator.known(),
            requiresUserVerification: requiresUserVerification, isExpected: { $0 == Fixture.challenge })
    }
}

extension JSONObject {
    /// With a member of the member `response` changed, or taken away.
    func withResponse(_ name: String, _ value: JSONValue?) -> JSONObject {
        var (object, response) = (self, self["response"]?.object ?? [:])
        response[name] = value
        object["response"] = .object(response)
        return object
    }

    /// With a member changed, or taken away.
    func with(_ name: String, _ value: JSONValue?) -> JSONObject {
        var object = self
        object[name] = value
        return object
    }
}
