import CardeaTesting
import OAuthProtocol
import OAuthServer
import Testing

/// What is no good request object: refused as such, and redirected by what stands outside.
@Suite struct RequestObjectRefusalTests {
    @Test(
        arguments: [
            ["iss": "other"], ["iss": .integer(1)], ["aud": "https://other.example"], ["aud": .array([])],
            ["aud": .strings(["https://other.example", "https://cardea.example/"])], ["aud": .integer(1)],
            ["exp": .integer(1)], ["exp": "soon"], ["nbf": .integer(4_000_000_000)], ["client_id": "other"],
            ["response_type": "code id_token"], ["request": "e30.e30."], ["request": .object([:])],
            ["request_uri": "https://app.example/request"], ["scope": .strings(["openid"])], ["scope": .bool(true)],
            ["state": .object([:])], ["max_age": .bool(false)], ["prompt": .strings(["login"])],
            ["redirect_uri": .strings(["https://app.example/callback"])], ["claims": .array([])],
            ["claims": .bool(true)], ["registration": .bool(true)], ["resource": .object([:])],
            ["resource": .array([.integer(1)])],
            [String(repeating: "n", count: 129): "x"],
        ] as [JSONObject])
    func `a claim that is wrong`(change: JSONObject) async throws {
        let applicant = try await Applicant()
        #expect(try await applicant.refusal(of: try applicant.object(change))?.code == .invalidRequestObject)
    }

    @Test(
        arguments: [
            ["alg": "none"], ["alg": "HS256"], ["alg": "ES384"], ["alg": .null], ["alg": .integer(1)], ["kid": "key-2"],
            ["typ": "at+jwt"], ["typ": "client-authentication+jwt"], ["typ": "logout+jwt"], ["typ": ""],
            ["typ": .integer(1)],
            ["crit": .strings(["exp"])], ["jku": "https://evil.example/keys"], ["x5u": "https://evil.example/keys"],
            ["jwk": .object([:])], ["b64": .bool(false)], ["zip": "DEF"],
        ] as [JSONObject])
    func `a header that is wrong`(change: JSONObject) async throws {
        let applicant = try await Applicant()
        #expect(try await applicant.refusal(of: try applicant.object(header: change))?.code == .invalidRequestObject)
        #expect(applicant.documents.fetches.isEmpty)
    }

    @Test(arguments: ["x", "a.b", "a.b.c", "e30.e30.", "e30.e30.e30", "a.b.c.d.e", "eyJhbGciOiJub25lIn0.W10.", "💥"])
    func `what is not a JWT`(text: String) async throws {
        for algorithm in [nil, RequestObjectAlgorithm.unsecured] {
            let applicant = try await Applicant { $0.requestObjectAlgorithm = algorithm }
            #expect(try await applicant.refusal(of: text)?.code == .invalidRequestObject)
        }
    }

    @Test func `a member that stands twice`() async throws {
        let applicant = try await Applicant()
        let claims = Applicant.claims([:]).octets.dropLast() + Array(#","state":"other"}"#.utf8)
        let header: JSONObject = ["alg": "ES256", "kid": "key-1"]
        let object = try applicant.signer.sign(header: header.octets, payload: Array(claims))
        #expect(try await applicant.refusal(of: object)?.code == .invalidRequestObject)
    }

    @Test func `an algorithm that the client did not register, though it has the key`() async throws {
        let applicant = try await Applicant { $0.requestObjectAlgorithm = .signature(.rs256) }
        let error = try await applicant.refusal(of: try applicant.object())
        #expect(error?.code == .invalidRequestObject)
        #expect(error?.description.contains("registered") == true)
    }

    @Test func `a signature of somebody who has no key here`() async throws {
        let applicant = try await Applicant()
        let thief = try TestSigner(seed: 5)
        #expect(try await applicant.refusal(of: try thief.sign(Applicant.claims([:])))?.code == .invalidRequestObject)
        let keyless = try await Applicant { $0.jwks = nil }
        #expect(try await keyless.refusal(of: try keyless.object())?.code == .invalidRequestObject)
    }

    @Test func `a signature that was cut, lengthened or moved to other claims`() async throws {
        let applicant = try await Applicant()
        let good = try applicant.object()
        let parts = good.split(separator: ".").map(String.init)
        let other = try applicant.object(["scope": "openid email"]).split(separator: ".").map(String.init)
        for bad in [
            "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1]).\(parts[2].dropLast(4))", "\(good)AAAA",
            "\(parts[0]).\(other[1]).\(parts[2])",
        ] {
            #expect(try await applicant.refusal(of: bad)?.code == .invalidRequestObject)
        }
        #expect(try await applicant.refusal(of: good) == nil)
    }

    @Test func `an unsigned object of a client that did not register none`() async throws {
        for algorithm in [nil, RequestObjectAlgorithm.signature(.es256)] {
            let applicant = try await Applicant { $0.requestObjectAlgorithm = algorithm }
            #expect(try await applicant.refusal(of: Applicant.unsigned())?.description.contains("not signed") == true)
        }
    }

    @Test func `an object by value and one by reference at once`() async throws {
        let applicant = try await Applicant {
            $0.requestURIs = [RequestURI("https://app.example/r")].compactMap(\.self)
        }
        let survey = try await applicant.resolve([
            "request": try applicant.object(), "request_uri": "https://app.example/r",
        ])
        #expect(survey.problem?.code == .invalidRequest)
        #expect(applicant.documents.fetches.isEmpty)
    }

    @Test func `more parameters than a request may have`() async throws {
        let applicant = try await Applicant()
        var many = JSONObject()
        for number in 0..<70 { many["p\(number)"] = "x" }
        #expect(try await applicant.refusal(of: try applicant.object(many))?.code == .invalidRequestObject)
    }

    @Test func `while the client's keys cannot be had nobody is told that the object is bad`() async throws {
        let applicant = try await Applicant { metadata in
            metadata.jwks = nil
            metadata.jwksURI = WebURI("https://app.example/keys")
        }
        #expect(try await applicant.refusal(of: try applicant.object())?.code == .temporarilyUnavailable)
        applicant.documents.publish(applicant.signer.jwks, at: "https://app.example/keys")
        #expect(try await applicant.refusal(of: try applicant.object()) == nil)
    }

    @Test func `a request that is broken or of nobody is passed on, and fetches nothing`() async throws {
        let applicant = try await Applicant {
            $0.requestURIs = [RequestURI("https://app.example/r")].compactMap(\.self)
        }
        let good: Fields = ["client_id": "app", "request_uri": "https://app.example/r"]
        for fields in [
            good.adding("state", "a").adding("state", "b"), good.setting("client_id", to: "nobody"),
            good.removing("client_id"), good.adding("client_id", "app"),
        ] {
            let survey = try await applicant.resolve(exactly: fields)
            #expect(survey.parameters["request_uri"] != nil)
        }
        #expect(applicant.documents.fetches.isEmpty)
    }
}
