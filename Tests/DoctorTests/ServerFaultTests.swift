import OAuthProtocol
import Outbound
import Testing

@testable import Doctor

/// Each thing that can be wrong with a server is found, under its own name.
struct ServerFaultTests {
    private func expect(_ fault: Fault, of url: String = TestNetwork.issuer) async throws {
        var network = TestNetwork()
        fault.apply(&network)
        let findings = try await network.diagnosis(of: url).findings.filter { $0.id == fault.id }
        #expect(findings.contains { $0.severity == fault.severity }, "\(findings)")
        if fault.severity == .problem || fault.severity == .warning {
            #expect(findings.allSatisfy { $0.severity == .ok || $0.detail != nil && $0.remedy != nil })
        }
    }

    private static func metadata(_ name: String, _ value: JSONValue?) -> @Sendable (inout TestNetwork) -> Void {
        { $0.metadata[name] = value }
    }

    private static func answer(
        _ method: String, _ path: String, _ change: @escaping TestNetwork.Change
    ) -> @Sendable (inout TestNetwork) -> Void {
        { $0.change(method, path, change) }
    }

    private static let oauthPath = "/.well-known/oauth-authorization-server"
    private static let openIDPath = "/.well-known/openid-configuration"

    private static let discovery: [Fault] = [
        Fault(
            "discovery.redirect", .problem, "redirect", answer("GET", oauthPath) { _, _ in .redirect("/elsewhere") }),
        Fault("discovery.unreadable", .problem, "a page", answer("GET", openIDPath) { _, _ in .page(200) }),
        Fault(
            "discovery.unreadable", .problem, "no JSON", answer("GET", oauthPath) { $1.with(body: "{\"issuer\":") }),
        Fault(
            "discovery.unreadable", .problem, "twice", answer("GET", oauthPath) { $1.with(body: #"{"a":1,"a":2}"#) }),
        Fault(
            "discovery.failed", .problem, "500", answer("GET", oauthPath) { _, answer in answer.with(status: 500) }),
        Fault(
            "discovery.failed", .problem, "204", answer("GET", oauthPath) { _, answer in answer.with(status: 204) }),
        Fault(
            "discovery.oauth", .warning, "none", answer("GET", oauthPath) { _, answer in answer.with(status: 404) }),
        Fault(
            "discovery.openid", .warning, "none", answer("GET", openIDPath) { _, answer in answer.with(status: 404) }),
        Fault("discovery.issuer", .problem, "another", metadata("issuer", .string("https://evil.example"))),
        Fault("discovery.issuer", .problem, "none", metadata("issuer", nil)),
        Fault(
            "discovery.agreement", .warning, "two token endpoints",
            answer("GET", openIDPath) { $1.with(member: "token_endpoint", .string("https://as.example.com/other")) }),
        Fault(
            "discovery.content_type", .warning, "text",
            answer("GET", oauthPath) { $1.with("Content-Type", "text/plain") }),
        Fault("discovery.null", .problem, "null", metadata("service_documentation", .null)),
        Fault("discovery.empty", .warning, "empty", metadata("ui_locales_supported", .array([]))),
        Fault(
            "discovery.unknown_path", .problem, "single-page application",
            answer("GET", "*") { request, answer in
                request.url.path.hasPrefix("/.well-known/cardea-doctor-") ? .page(200) : answer
            }),
        Fault(
            "discovery.unknown_path", .note, "404 page",
            answer("GET", "*") { request, answer in
                request.url.path.hasPrefix("/.well-known/cardea-doctor-") ? .page(404) : answer
            }),
    ]

    private static let abilities: [Fault] = [
        Fault("metadata.required", .problem, "no token endpoint", metadata("token_endpoint", nil)),
        Fault("metadata.openid", .problem, "no subject types", metadata("subject_types_supported", nil)),
        Fault("metadata.types", .problem, "scopes as text", metadata("scopes_supported", .string("openid"))),
        Fault(
            "metadata.types", .problem, "truth as text",
            metadata("authorization_response_iss_parameter_supported", .string("true"))),
        Fault("metadata.addresses", .problem, "http", metadata("token_endpoint", .string("http://as.example.com/t"))),
        Fault("metadata.addresses", .problem, "relative", metadata("token_endpoint", .string("/token"))),
        Fault("metadata.pkce", .problem, "none", metadata("code_challenge_methods_supported", nil)),
        Fault(
            "metadata.pkce", .problem, "plain only", metadata("code_challenge_methods_supported", .strings(["plain"]))),
        Fault(
            "metadata.pkce", .warning, "plain",
            metadata("code_challenge_methods_supported", .strings(["S256", "plain"]))),
        Fault(
            "metadata.response_types", .problem, "no code", metadata("response_types_supported", .strings(["id_token"]))
        ),
        Fault(
            "metadata.response_types", .warning, "token",
            metadata("response_types_supported", .strings(["code", "token"]))),
        Fault("metadata.public_clients", .warning, "no list", metadata("token_endpoint_auth_methods_supported", nil)),
        Fault("metadata.grants", .warning, "password", metadata("grant_types_supported", .strings(["password"]))),
        Fault("metadata.grants", .note, "none named", metadata("grant_types_supported", nil)),
        Fault("metadata.iss", .warning, "none", metadata("authorization_response_iss_parameter_supported", nil)),
        Fault(
            "metadata.unsigned", .warning, "none", metadata("id_token_signing_alg_values_supported", .strings(["none"]))
        ),
        Fault("keys.address", .problem, "none", metadata("jwks_uri", nil)),
        Fault("keys.document", .problem, "a page", answer("GET", "/jwks") { _, _ in .page(200) }),
        Fault("keys.document", .problem, "no keys", answer("GET", "/jwks") { _, _ in .json(200, [:]) }),
        Fault("keys.usable", .problem, "empty") { $0.keys = [] },
        Fault("keys.usable", .problem, "not on the curve") { $0.keys[0]["x"] = $0.keys[0]["y"] },
        Fault("keys.secrecy", .problem, "private") { $0.keys[0]["d"] = .string("AQ") },
        Fault("keys.secrecy", .problem, "symmetric") {
            $0.keys.append(["kty": .string("oct"), "kid": .string("two")])
        },
        Fault("keys.names", .problem, "shared") { $0.keys += $0.keys },
        Fault("keys.kinds", .warning, "a new type") {
            $0.keys.append(["kty": .string("AKP"), "alg": .string("ML-DSA-65"), "kid": .string("two")])
        },
        Fault("keys.kinds", .warning, "a new curve") {
            $0.keys.append(["kty": .string("OKP"), "crv": .string("X25519"), "kid": .string("two")])
        },
        Fault("keys.size", .warning, "large") { network in
            let key = network.keys[0]
            network.keys = (0..<60).map { number in
                var key = key
                key["kid"] = .string("key-\(number)")
                return key
            }
        },
        Fault("keys.names", .warning, "missing") { $0.keys += [["kty": .string("EC")]] },
    ]

    private static let programs: [Fault] = [
        Fault(
            "token.redirect", .problem, "redirect",
            answer("POST", "/token") { _, _ in .redirect("/v2/token", status: 308) }),
        Fault("token.error_body", .problem, "pages", answer("POST", "/token") { _, answer in .page(answer.status) }),
        Fault(
            "token.error_body", .problem, "wrapped",
            answer("POST", "/token") { $1.with(member: "error", .object(["code": .string("invalid_client")])) }),
        Fault("token.error_body", .problem, "null", answer("POST", "/token") { $1.with(member: "error_uri", .null) }),
        Fault("token.caching", .warning, "stored", answer("POST", "/token") { $1.with("Cache-Control", nil) }),
        Fault("token.missing_grant", .problem, "500", answer("POST", "/token") { $1.with(status: 500) }),
        Fault("token.unknown_grant", .problem, "200", answer("POST", "/token") { $1.with(status: 200) }),
        Fault("token.unknown_client", .note, "400", answer("POST", "/token") { $1.with(status: 400) }),
        Fault(
            "token.unknown_client", .warning, "grant", answer("POST", "/token") { _, _ in .error(400, "invalid_grant") }
        ),
        Fault("token.basic", .warning, "no challenge", answer("POST", "/token") { $1.with("WWW-Authenticate", nil) }),
        Fault(
            "token.get", .warning, "read", answer("GET", "/token") { _, _ in .error(400, "unsupported_grant_type") }),
        Fault("token.throttled", .note, "429", answer("POST", "/token") { $1.with(status: 429) }),
        Fault("userinfo.challenge", .problem, "open", answer("GET", "/userinfo") { _, _ in .json(200, [:]) }),
        Fault("userinfo.challenge", .warning, "403", answer("GET", "/userinfo") { $1.with(status: 403) }),
        Fault(
            "introspection.refusal", .problem, "open",
            answer("POST", "/introspection") { _, _ in .json(200, ["active": .bool(false)]) }),
        Fault("revocation.refusal", .warning, "a page", answer("POST", "/revocation") { _, _ in .page(400) }),
        Fault("device.refusal", .problem, "500", answer("POST", "/device") { $1.with(status: 500) }),
        Fault("pushed_request.refusal", .problem, "let in", answer("POST", "/par") { $1.with(status: 201) }),
        Fault("cors.token", .warning, "no preflight", answer("OPTIONS", "/token") { $1.with(status: 405) }),
        Fault(
            "cors.token", .warning, "no header",
            answer("OPTIONS", "/token") { $1.with("Access-Control-Allow-Headers", "*") }),
        Fault(
            "cors.token", .warning, "not on errors",
            answer("POST", "/token") { $1.with("Access-Control-Allow-Origin", nil) }),
        Fault(
            "cors.discovery", .warning, "one origin",
            answer("GET", oauthPath) { $1.with("Access-Control-Allow-Origin", "https://app.example.com") }),
        Fault("cors.keys", .warning, "none", answer("GET", "/jwks") { $1.with("Access-Control-Allow-Origin", nil) }),
        Fault("cors.registration", .warning, "none", answer("OPTIONS", "/registration") { $1.with(status: 404) }),
        Fault(
            "cors.authorization", .warning, "open",
            answer("GET", "/authorization") { $1.with("Access-Control-Allow-Origin", "*") }),
        Fault("cors.discovery", .warning, "with cookies") { network in
            network.change("OPTIONS", "*") { _, answer in
                answer.with("Access-Control-Allow-Origin", Nowhere.origin)
                    .with("Access-Control-Allow-Credentials", "true")
            }
        },
    ]

    @Test(arguments: discovery) func `where the metadata is`(fault: Fault) async throws {
        try await expect(fault)
    }

    @Test(arguments: abilities) func `what the metadata and the keys say`(fault: Fault) async throws {
        try await expect(fault)
    }

    @Test(arguments: programs) func `how endpoints for programs refuse`(fault: Fault) async throws {
        try await expect(fault)
    }
}
