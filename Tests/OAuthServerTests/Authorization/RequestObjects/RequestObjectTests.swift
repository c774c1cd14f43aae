import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Testing

/// Good request objects, and what becomes of the request (OpenID Connect Core §6.1, RFC 9101).
@Suite struct RequestObjectTests {
    @Test func `what the object says supersedes what stands around it, and the rest is taken from there`() async throws
    {
        let applicant = try await Applicant()
        let survey = try await applicant.resolve(["request": try applicant.object(["scope": "openid email"])])
        #expect(survey.problem == nil)
        #expect(survey.parameters["scope"] == "openid email")
        #expect(survey.parameters["state"] == "inner")
        #expect(survey.parameters["nonce"] == "n")
        #expect(survey.parameters["redirect_uri"] == "https://app.example/callback")
        #expect(survey.parameters.names.isDisjoint(with: ["request", "iss", "aud", "exp"]))
    }

    @Test func `a client that must send signed objects is judged by them alone`() async throws {
        let applicant = try await Applicant { $0.requiresSignedRequestObject = true }
        let object = try applicant.object(["client_id": .null])
        let survey = try await applicant.resolve(["request": object, "prompt": "none", "resource": "https://a.example"])
        #expect(survey.problem == nil)
        #expect(survey.parameters.names == ["client_id", "response_type", "redirect_uri", "scope", "state"])
        #expect(survey.parameters["scope"] == "openid")
    }

    @Test func `a client that must send signed objects is refused without one`() async throws {
        let applicant = try await Applicant { $0.requiresSignedRequestObject = true }
        let survey = try await applicant.resolve([:])
        #expect(survey.problem?.code == .invalidRequest)
        #expect(survey.problem?.description.contains("signed request object") == true)
        #expect(try await applicant.refusal(of: Applicant.unsigned())?.code == .invalidRequestObject)
    }

    @Test func `claims of other types become what a query would have`() async throws {
        let applicant = try await Applicant()
        let claims: JSONObject = ["id_token": .object(["auth_time": .object(["essential": .bool(true)])])]
        let survey = try await applicant.resolve([
            "request": try applicant.object([
                "max_age": .integer(3600), "claims": .object(claims), "registration": .object([:]),
                "resource": .strings(["https://a.example/", "https://b.example/"]), "nonce": "",
            ]),
            "resource": "https://c.example/",
        ])
        #expect(survey.problem == nil)
        #expect(survey.parameters["max_age"] == "3600")
        #expect(survey.parameters["claims"] == #"{"id_token":{"auth_time":{"essential":true}}}"#)
        #expect(survey.parameters["registration"] == "{}")
        #expect(survey.parameters.all("resource") == ["https://a.example/", "https://b.example/"])
        // Empty means absent, and what is absent supersedes nothing.
        #expect(survey.parameters["nonce"] == "n")
    }

    @Test func `what means nothing here may be of any type`() async throws {
        let applicant = try await Applicant()
        let extra: JSONObject = ["verified": .bool(true), "authorization_details": .array([.object([:])])]
        #expect(try await applicant.refusal(of: try applicant.object(extra)) == nil)
    }

    @Test(arguments: SignatureAlgorithm.allCases)
    func `every algorithm of ours is taken from a client that named none or this one`(
        algorithm: SignatureAlgorithm
    ) async throws {
        let key = try SigningKey.generate(algorithm)
        for registered in [nil, RequestObjectAlgorithm.signature(algorithm)] {
            let applicant = try await Applicant { metadata in
                metadata.jwks = ["keys": .array([.object(key.publicJWK)])]
                metadata.requestObjectAlgorithm = registered
            }
            let object = String(decoding: try key.sign(Applicant.claims([:]).octets, type: "JWT"), as: UTF8.self)
            #expect(try await applicant.refusal(of: object) == nil)
        }
    }

    @Test func `an unsigned object is taken from a client that registered none, and a signed one is not`() async throws
    {
        let applicant = try await Applicant { $0.requestObjectAlgorithm = .unsecured }
        #expect(try await applicant.refusal(of: Applicant.unsigned()) == nil)
        #expect(try await applicant.refusal(of: try applicant.object())?.code == .invalidRequestObject)
    }

    @Test(arguments: ["JWT", "jwt", "application/JWT", "oauth-authz-req+jwt", "application/oauth-authz-req+jwt"])
    func `its type is that of a request object or of any JWT`(type: String) async throws {
        let applicant = try await Applicant()
        #expect(try await applicant.refusal(of: try applicant.object(header: ["typ": .string(type)])) == nil)
    }

    @Test func `nothing is required of it but what a request needs`() async throws {
        let applicant = try await Applicant()
        let bare = try applicant.signer.sign(["state": "inner"], header: ["kid": .null])
        #expect(try await applicant.refusal(of: bare) == nil)
    }

    @Test(arguments: [
        ("exp", -59, true), ("exp", -60, false), ("nbf", 60, true), ("nbf", 61, false), ("iat", 86_400, true),
    ])
    func `a minute's difference between clocks is no matter`(claim: String, distance: Int64, good: Bool) async throws {
        let applicant = try await Applicant()
        let object = try applicant.object([claim: .integer((Applicant.now + distance).seconds)])
        #expect(try await (applicant.refusal(of: object) == nil) == good)
    }

    @Test func `a request without an object stays as it is`() async throws {
        let survey = try await Applicant().resolve([:])
        #expect(survey.problem == nil)
        #expect(survey.parameters["state"] == "outer")
    }
}
