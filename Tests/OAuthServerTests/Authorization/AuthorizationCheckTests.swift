import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What is wrong with an authorization request behind a proved client and address, and the error that goes there.
@Suite struct AuthorizationCheckTests {
    static let faults: [(Fields, String)] = [
        (["response_type": ""], "invalid_request"), (["response_type": "token"], "unsupported_response_type"),
        (["response_type": "code id_token"], "unsupported_response_type"),
        (["response_type": "Code"], "unsupported_response_type"),
        (["response_type": "none"], "unsupported_response_type"), (["response_mode": "Query"], "invalid_request"),
        (["response_mode": "web_message"], "invalid_request"), (["scope": "admin"], "invalid_scope"),
        (["scope": "openid\"x"], "invalid_scope"), (["resource": "https://unknown.example"], "invalid_target"),
        (["resource": "https://cardea.example/#x"], "invalid_target"),
        (["request": "x"], "invalid_request_object"), (["request_uri": "https://evil.example"], "invalid_request_uri"),
        (["registration": "{}"], "registration_not_supported"),
        (["prompt": "none login"], "invalid_request"), (["prompt": "sudo"], "invalid_request"),
        (["prompt": "None"], "invalid_request"),
        (["max_age": "-1"], "invalid_request"), (["max_age": "+5"], "invalid_request"),
        (["max_age": "soon"], "invalid_request"),
        (["max_age": "1.5"], "invalid_request"),
        (["max_age": "99999999999999999999"], "invalid_request"), (["prompt": "none"], "login_required"),
        (["code_challenge": TestServer.challenge], "invalid_request"), (["prompt": "create"], "invalid_request"),
        (["claims": "[]"], "invalid_request"), (["claims": #"{"id_token":1}"#], "invalid_request"),
        (["claims": #"{"id_token":{"sub":{"values":["1","2"]}}}"#], "invalid_request"),
        (["claims": #"{"id_token":{"acr":{"essential":true,"value":"gold"}}}"#], "unmet_authentication_requirements"),
        (["id_token_hint": "x", "prompt": "none"], "login_required"),
    ]

    @Test(arguments: faults)
    func `the client is told what is wrong, with its state and our name`(change: Fields, error: String) async throws {
        let server = try await TestServer()
        let reply = await server.get("/oauth?\(server.request(change).encoded)")
        #expect(reply.status == 303)
        let mark = ["token", "code id_token"].contains(change["response_type"]) ? "#" : "?"
        #expect(reply.location?.hasPrefix("https://app.example/callback\(mark)error=") == true)
        #expect(reply.answer["error"] == error)
        #expect(reply.answer["error_description"] != nil)
        #expect(reply.answer["state"] == "state-1")
        #expect(reply.answer["iss"] == "https://cardea.example")
        #expect(reply.answer["code"] == nil)
    }

    @Test(arguments: ["response_type", "scope", "state", "nonce", "prompt", "code_challenge", "max_age", "unknown"])
    func `a parameter that stands twice is told to the client`(name: String) async throws {
        let server = try await TestServer()
        let request = server.request().adding(name, "1").adding(name, "1")
        let reply = await server.get("/oauth?\(request.encoded)")
        #expect(reply.answer["error"] == "invalid_request")
        #expect(reply.answer["state"] == (name == "state" ? nil : "state-1"))
    }

    @Test func `a request that would take much room is not kept, and what is usual is`() async throws {
        let server = try await TestServer()
        let long = String(repeating: "x", count: 8192)
        let large = server.request(["state": long, "nonce": long])
        #expect(await server.get("/oauth?\(large.encoded)").answer["error"] == "invalid_request")
        let usual = server.request(["state": String(long.prefix(4096))])
        #expect(await server.get("/oauth?\(usual.encoded)").location?.hasPrefix("/login?request=") == true)
    }

    @Test func `a client without the grant is told so`() async throws {
        let server = try await TestServer(clients: [.make(grants: [.clientCredentials])])
        #expect(await server.get("/oauth?\(server.request().encoded)").answer["error"] == "unauthorized_client")
    }

    @Test func `the first thing that is wrong decides, in the order of the table`() async throws {
        let server = try await TestServer()
        let all = server.request(["response_type": "token", "scope": "admin", "resource": "x", "prompt": "sudo"])
        #expect(await server.get("/oauth?\(all.encoded)").answer["error"] == "unsupported_response_type")
        let rest = all.setting("response_type", to: "code")
        #expect(await server.get("/oauth?\(rest.encoded)").answer["error"] == "invalid_target")
        #expect(await server.get("/oauth?\(rest.removing("resource").encoded)").answer["error"] == "invalid_scope")
    }

    @Test func `a request survives being kept`() throws {
        let redirectURI = try #require(RedirectURI("https://app.example/cb?x=1"))
        let request = ValidatedRequest(
            client: ClientRegistration(id: ClientID("a \"b\" é"), instance: .min), redirectURI: redirectURI,
            redirectURIWasSent: true,
            state: "\u{0}\n\"</script>é😀", scope: Scope(["a", "b"]), scopeIsAsAsked: true,
            resources: ["https://a.example", "urn:x"].compactMap { ResourceIndicator($0) },
            challenge: CodeChallenge(TestServer.challenge), nonce: "n", prompts: [.consent, .login], maxAge: 0,
            context: AuthenticationContextRequest(values: ["a", "b"], isEssential: true),
            claims: ClaimsRequest(idToken: [.init("acr", isEssential: true, values: ["x"])], languages: ["de"]),
            loginHint: "ada", requiredSubject: "1", uiLocales: ["ar", "en"])
        #expect(ValidatedRequest(octets: request.octets) == request)
        #expect(request.signedIn.prompts == [.consent] && request.signedIn.maxAge == nil)
        #expect(request.signedIn.isAfterSignIn && request.signedIn.loginHint == nil)
        #expect(ValidatedRequest(octets: Array(request.octets.dropLast())) == nil)
        // One that a server of another version has frozen is not half understood.
        let newer = String(decoding: request.octets, as: UTF8.self).replacing(#""version":1"#, with: #""version":2"#)
        #expect(ValidatedRequest(octets: Array(newer.utf8)) == nil)
        #expect(ValidatedRequest(octets: Array("{}".utf8)) == nil)
    }
}
