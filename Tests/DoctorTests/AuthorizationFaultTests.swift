import CardeaTesting
import OAuthProtocol
import Outbound
import StorageTesting
import Testing

@testable import Doctor

/// What an authorization endpoint and a registration endpoint can do wrong, which is where codes are stolen.
struct AuthorizationFaultTests {
    private func findings(_ id: String, _ network: TestNetwork, of url: String = TestNetwork.issuer) async throws
        -> [Severity]
    {
        try await network.diagnosis(of: url).findings.filter { $0.id == id }.map(\.severity)
    }

    /// A server in which the requests that `answer` has one for, by their parameters, end in that.
    private func network(_ answer: @escaping @Sendable ([String: String]) -> Answer?) -> TestNetwork {
        var network = TestNetwork()
        network.change("GET", "/authorization") { request, healthy in
            let query = request.url.value.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
            return answer(Dictionary(FormText.decode(query)) { first, _ in first }) ?? healthy
        }
        return network
    }

    @Test func `a redirect for a client that nobody knows is found`() async throws {
        let network = network { fields in
            fields["client_id"] != "registered"
                ? .redirect((fields["redirect_uri"] ?? "") + "?error=unauthorized_client") : nil
        }
        #expect(try await findings("authorization.unknown_client", network) == [.problem])
    }

    @Test func `a redirect to an address that was not registered is found`() async throws {
        let network = network { fields in
            fields["redirect_uri"] == Nowhere.strangeRedirectURI
                ? .redirect(Nowhere.strangeRedirectURI + "?error=invalid_request") : nil
        }
        #expect(try await findings("authorization.redirect_uri", network) == [.problem])
    }

    @Test func `an error page within the server is no open redirect`() async throws {
        let network = network { fields in
            fields["client_id"] != "registered" ? .redirect("/error?error=unknown_client") : nil
        }
        #expect(try await findings("authorization.unknown_client", network) == [.ok])
    }

    @Test(arguments: [
        ("authorization.pkce.required", Severity.problem, "code_challenge_method", nil as String?),
        ("authorization.pkce.plain", .warning, "code_challenge_method", "plain"),
        ("authorization.resource.unknown", .note, "resource", Nowhere.resource),
    ])
    func `what must be refused and is not is found`(
        id: String, severity: Severity, name: String, value: String?
    ) async throws {
        let network = network { fields in
            fields["client_id"] == "registered" && fields[name] == value ? .redirect("/login") : nil
        }
        #expect(try await findings(id, network) == [severity])
    }

    @Test func `a good request that is refused is found, and nothing is concluded from the bad ones`() async throws {
        let network = network { _ in .page(400) }
        let diagnosis = try await network.diagnosis()
        #expect(diagnosis.findings.contains { $0.id == "authorization.pkce.s256" && $0.severity == .problem })
        #expect(!diagnosis.findings.contains { $0.id == "authorization.pkce.required" })
    }

    @Test func `a code without sign-in is found`() async throws {
        let network = network { fields in
            fields["code_challenge_method"] == "S256"
                ? .redirect((fields["redirect_uri"] ?? "") + "?code=1&state=2") : nil
        }
        #expect(try await findings("authorization.pkce.s256", network) == [.warning])
    }

    @Test(arguments: [
        ("authorization.state", "state=other&iss=https%3A%2F%2Fas.example.com"),
        ("authorization.iss", "iss=https%3A%2F%2Fevil.example"), ("authorization.iss", "x=y"),
    ])
    func `an error that does not carry what it must is found`(id: String, answer: String) async throws {
        let network = network { fields in
            fields["response_type"] == "cardea-doctor"
                ? .redirect((fields["redirect_uri"] ?? "") + "?error=unsupported_response_type&" + answer) : nil
        }
        #expect(try await findings(id, network) == [.problem])
    }

    @Test func `a loopback port that may not vary is found`() async throws {
        let network = network { fields in
            fields["redirect_uri"] == Registration.otherPort ? .page(400) : nil
        }
        #expect(try await findings("authorization.loopback_port", network) == [.warning])
    }

    @Test func `a resource that the server does not know is found`() async throws {
        let network = network { fields in
            fields["resource"] == TestNetwork.resource
                ? .redirect((fields["redirect_uri"] ?? "") + "?error=invalid_target&state=s") : nil
        }
        #expect(try await findings("authorization.resource.known", network, of: TestNetwork.resource) == [.problem])
    }

    @Test(arguments: [nil as String?, "openid"])
    func `the scope that a server lets a client have is found out`(scope: String?) async throws {
        let network = network { fields in
            fields["resource"] == nil && fields["client_id"] == "registered" && fields["scope"] != scope
                ? .redirect((fields["redirect_uri"] ?? "") + "?error=invalid_scope&state=s") : nil
        }
        #expect(try await findings("authorization.pkce.s256", network) == [.ok])
    }

    @Test func `for a resource the scope is asked for that it wants, and if it names none, what it has`() async throws {
        var network = network { fields in
            fields["resource"] == TestNetwork.resource && fields["scope"] != "files:read"
                ? .redirect((fields["redirect_uri"] ?? "") + "?error=invalid_scope&state=s") : nil
        }
        network.change("POST", "/registration") { request, answer in
            #expect((try? JSONParser.parse(request.body))?.object?["scope"]?.string == "files:read")
            return answer
        }
        #expect(try await findings("authorization.resource.known", network, of: TestNetwork.resource) == [.ok])
        network.change("POST", "/mcp") { $1.with("WWW-Authenticate", "Bearer") }
        #expect(try await findings("authorization.resource.known", network, of: TestNetwork.resource) == [.ok])
    }

    @Test func `pages in frames are found`() async throws {
        var network = TestNetwork()
        network.change("GET", "/authorization") { $1.with("Content-Security-Policy", nil) }
        #expect(try await findings("authorization.framing", network) == [.warning])
    }

    typealias Change = @Sendable (Answer) -> Answer

    private static let registrations: [(String, Severity, Change)] = [
        ("registration.native", Severity.warning, { $0.with(status: 200) }),
        ("registration.native", .problem, { $0.with(status: 400).with(body: #"{"error":"invalid_redirect_uri"}"#) }),
        ("registration.native", .note, { $0.with(status: 401).with(body: #"{"error":"invalid_token"}"#) }),
        ("registration.null", .problem, { $0.with(member: "logo_uri", .null) }),
        ("registration.echo", .problem, { $0.with(member: "redirect_uris", nil) }),
        ("registration.echo", .problem, { $0.with(member: "redirect_uris", .strings(["http://127.0.0.1/"])) }),
        ("registration.method", .warning, { $0.with(member: "token_endpoint_auth_method", nil) }),
        (
            "registration.method", .problem,
            { $0.with(member: "token_endpoint_auth_method", .string("private_key_jwt")) }
        ),
        ("registration.method", .warning, { $0.with(member: "client_secret", .string("s")) }),
        ("registration.times", .warning, { $0.with(member: "client_secret", .string("s")) }),
        ("registration.times", .problem, { $0.with(member: "client_id_issued_at", .string("now")) }),
        ("registration.management", .problem, { $0.with(member: "registration_access_token", nil) }),
        ("registration.caching", .warning, { $0.with("Cache-Control", nil) }),
    ]

    @Test(arguments: registrations)
    func `what is wrong with a registration is found`(
        id: String, severity: Severity, change: @escaping Change
    ) async throws {
        var network = TestNetwork()
        network.change("POST", "/registration") { _, answer in answer.status == 201 ? change(answer) : answer }
        #expect(try await findings(id, network).contains(severity))
    }

    @Test func `a script that can be registered is found, and removed again`() async throws {
        var network = TestNetwork()
        let removed = Counter()
        network.change("POST", "/registration") { _, answer in
            answer.status == 201
                ? answer
                : .json(
                    201,
                    [
                        "client_id": .string("evil"), "registration_access_token": .string("t"),
                        "registration_client_uri": .string(TestNetwork.issuer + "/registration/evil"),
                    ])
        }
        network.change("DELETE", "/registration/evil") { _, answer in
            removed.count()
            return answer.with(status: 204)
        }
        #expect(try await findings("registration.hostile", network) == [.problem])
        #expect(removed.value == 1)

        network.change("DELETE", "/registration/evil") { $1.with(status: 404) }
        let stays = try await network.diagnosis().findings.first { $0.id == "registration.hostile" }
        #expect(stays?.detail?.contains("evil could not be removed") == true)
    }

    @Test func `an initial access token goes to the registration endpoint and nowhere else`() async throws {
        var network = TestNetwork()
        let shown = Counter()
        for method in ["GET", "POST", "OPTIONS", "DELETE"] {
            network.change(method, "*") { request, answer in
                let hasToken = request.headers.contains { $0.value.contains("the-initial-token") }
                if hasToken { shown.count() }
                #expect(hasToken == (request.method == "POST" && request.url.path == "/registration"))
                return answer
            }
        }
        var checkup = Checkup(
            exchange: network, entropy: .seeded(), clock: { TestNetwork.now }, registers: true,
            registrationToken: Secret("the-initial-token"))
        let url = try #require(WebURI(TestNetwork.issuer))
        #expect(await checkup.examine(url).verdict == .healthy)
        #expect(shown.value == 2)
    }

    @Test func `a client that cannot be removed is named`() async throws {
        var network = TestNetwork()
        network.change("DELETE", "/registration/one") { $1.with(status: 403) }
        #expect(try await findings("removal.client", network) == [.warning])
        network = TestNetwork()
        network.change("POST", "/registration") {
            $1.with(member: "registration_access_token", nil).with(member: "registration_client_uri", nil)
        }
        #expect(try await findings("removal.client", network) == [.note])
    }
}
