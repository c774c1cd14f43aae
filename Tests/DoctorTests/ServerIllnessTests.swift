import OAuthProtocol
import Testing

@testable import Doctor

/// Each thing that can be wrong with a server is found, under its own name.
struct ServerIllnessTests {
    private func expect(_ illness: Illness, of url: String = Patient.issuer) async throws {
        var patient = Patient()
        illness.fallIll(&patient)
        let findings = try await patient.diagnosis(of: url).findings.filter { $0.id == illness.id }
        #expect(findings.contains { $0.severity == illness.severity }, "\(findings)")
        if illness.severity == .problem || illness.severity == .warning {
            #expect(findings.allSatisfy { $0.severity == .ok || $0.detail != nil && $0.remedy != nil })
        }
    }

    private static func metadata(_ name: String, _ value: JSONValue?) -> @Sendable (inout Patient) -> Void {
        { $0.metadata[name] = value }
    }

    private static func answer(
        _ method: String, _ path: String, _ treatment: @escaping Patient.Treatment
    ) -> @Sendable (inout Patient) -> Void {
        { $0.change(method, path, treatment) }
    }

    private static let oauthPath = "/.well-known/oauth-authorization-server"
    private static let openIDPath = "/.well-known/openid-configuration"

    private static let discovery: [Illness] = [
        Illness(
            "discovery.redirect", .problem, "redirect", answer("GET", oauthPath) { _, _ in .redirect("/elsewhere") }),
        Illness("discovery.unreadable", .problem, "a page", answer("GET", openIDPath) { _, _ in .page(200) }),
        Illness(
            "discovery.unreadable", .problem, "no JSON", answer("GET", oauthPath) { $1.with(body: "{\"issuer\":") }),
        Illness(
            "discovery.unreadable", .problem, "twice", answer("GET", oauthPath) { $1.with(body: #"{"a":1,"a":2}"#) }),
        Illness(
            "discovery.failed", .problem, "500", answer("GET", oauthPath) { _, answer in answer.with(status: 500) }),
        Illness(
            "discovery.failed", .problem, "204", answer("GET", oauthPath) { _, answer in answer.with(status: 204) }),
        Illness(
            "discovery.oauth", .warning, "none", answer("GET", oauthPath) { _, answer in answer.with(status: 404) }),
        Illness(
            "discovery.openid", .warning, "none", answer("GET", openIDPath) { _, answer in answer.with(status: 404) }),
        Illness("discovery.issuer", .problem, "another", metadata("issuer", .string("https://evil.example"))),
        Illness("discovery.issuer", .problem, "none", metadata("issuer", nil)),
        Illness(
            "discovery.agreement", .warning, "two token endpoints",
            answer("GET", openIDPath) { $1.with(member: "token_endpoint", .string("https://as.example.com/other")) }),
        Illness(
            "discovery.content_type", .warning, "text",
            answer("GET", oauthPath) { $1.with("Content-Type", "text/plain") }),
        Illness("discovery.null", .problem, "null", metadata("service_documentation", .null)),
        Illness("discovery.empty", .warning, "empty", metadata("ui_locales_supported", .array([]))),
        Illness(
            "discovery.unknown_path", .problem, "single-page application",
            answer("GET", "*") { request, answer in
                request.url.path.hasPrefix("/.well-known/cardea-doctor-") ? .page(200) : answer
            }),
        Illness(
            "discovery.unknown_path", .note, "404 page",
            answer("GET", "*") { request, answer in
                request.url.path.hasPrefix("/.well-known/cardea-doctor-") ? .page(404) : answer
            }),
    ]

    private static let abilities: [Illness] = [
        Illness("metadata.required", .problem, "no token endpoint", metadata("token_endpoint", nil)),
        Illness("metadata.openid", .problem, "no subject types", metadata("subject_types_supported", nil)),
        Illness("metadata.types", .problem, "scopes as text", metadata("scopes_supported", .string("openid"))),
        Illness(
            "metadata.types", .problem, "truth as text",
            metadata("authorization_response_iss_parameter_supported", .string("true"))),
        Illness("metadata.addresses", .problem, "http", metadata("token_endpoint", .string("http://as.example.com/t"))),
        Illness("metadata.addresses", .problem, "relative", metadata("token_endpoint", .string("/token"))),
        Illness("metadata.pkce", .problem, "none", metadata("code_challenge_methods_supported", nil)),
        Illness(
            "metadata.pkce", .problem, "plain only", metadata("code_challenge_methods_supported", .strings(["plain"]))),
        Illness(
            "metadata.pkce", .warning, "plain",
            metadata("code_challenge_methods_supported", .strings(["S256", "plain"]))),
        Illness(
            "metadata.response_types", .problem, "no code", metadata("response_types_supported", .strings(["id_token"]))
        ),
        Illness(
            "metadata.response_types", .warning, "token",
            metadata("response_types_supported", .strings(["code", "token"]))),
        Illness("metadata.public_clients", .warning, "no list", metadata("token_endpoint_auth_methods_supported", nil)),
        Illness("metadata.grants", .warning, "password", metadata("grant_types_supported", .strings(["password"]))),
        Illness("metadata.grants", .note, "none named", metadata("grant_types_supported", nil)),
        Illness("metadata.iss", .warning, "none", metadata("authorization_response_iss_parameter_supported", nil)),
        Illness(
            "metadata.unsigned", .warning, "none", metadata("id_token_signing_alg_values_supported", .strings(["none"]))
        ),
        Illness("keys.address", .problem, "none", metadata("jwks_uri", nil)),
        Illness("keys.document", .problem, "a page", answer("GET", "/jwks") { _, _ in .page(200) }),
        Illness("keys.document", .problem, "no keys", answer("GET", "/jwks") { _, _ in .json(200, [:]) }),
        Illness("keys.usable", .problem, "empty") { $0.keys = [] },
        Illness("keys.usable", .problem, "not on the curve") { $0.keys[0]["x"] = $0.keys[0]["y"] },
        Illness("keys.secrecy", .problem, "private") { $0.keys[0]["d"] = .string("AQ") },
        Illness("keys.secrecy", .problem, "symmetric") {
            $0.keys.append(["kty": .string("oct"), "kid": .string("two")])
        },
        Illness("keys.names", .problem, "shared") { $0.keys += $0.keys },
        Illness("keys.kinds", .warning, "a new type") {
            $0.keys.append(["kty": .string("AKP"), "alg": .string("ML-DSA-65"), "kid": .string("two")])
        },
        Illness("keys.kinds", .warning, "a new curve") {
            $0.keys.append(["kty": .string("OKP"), "crv": .string("X25519"), "kid": .string("two")])
        },
        Illness("keys.size", .warning, "large") { patient in
            let key = patient.keys[0]
            patient.keys = (0..<60).map { number in
                var key = key
                key["kid"] = .string("key-\(number)")
                return key
            }
        },
        Illness("keys.names", .warning, "missing") { $0.keys += [["kty": .string("EC")]] },
    ]

    private static let programs: [Illness] = [
        Illness(
            "token.redirect", .problem, "redirect",
            answer("POST", "/token") { _, _ in .redirect("/v2/token", status: 308) }),
        Illness("token.error_body", .problem, "pages", answer("POST", "/token") { _, answer in .page(answer.status) }),
        Illness(
            "token.error_body", .problem, "wrapped",
            answer("POST", "/token") { $1.with(member: "error", .object(["code": .string("invalid_client")])) }),
        Illness("token.error_body", .problem, "null", answer("POST", "/token") { $1.with(member: "error_uri", .null) }),
        Illness("token.caching", .warning, "stored", answer("POST", "/token") { $1.with("Cache-Control", nil) }),
        Illness("token.missing_grant", .problem, "500", answer("POST", "/token") { $1.with(status: 500) }),
        Illness("token.unknown_grant", .problem, "200", answer("POST", "/token") { $1.with(status: 200) }),
        Illness("token.unknown_client", .note, "400", answer("POST", "/token") { $1.with(status: 400) }),
        Illness(
            "token.unknown_client", .warning, "grant", answer("POST", "/token") { _, _ in .error(400, "invalid_grant") }
        ),
        Illness("token.basic", .warning, "no challenge", answer("POST", "/token") { $1.with("WWW-Authenticate", nil) }),
        Illness(
            "token.get", .warning, "read", answer("GET", "/token") { _, _ in .error(400, "unsupported_grant_type") }),
        Illness("token.throttled", .note, "429", answer("POST", "/token") { $1.with(status: 429) }),
        Illness("userinfo.challenge", .problem, "open", answer("GET", "/userinfo") { _, _ in .json(200, [:]) }),
        Illness("userinfo.challenge", .warning, "403", answer("GET", "/userinfo") { $1.with(status: 403) }),
        Illness(
            "introspection.refusal", .problem, "open",
            answer("POST", "/introspection") { _, _ in .json(200, ["active": .bool(false)]) }),
        Illness("revocation.refusal", .warning, "a page", answer("POST", "/revocation") { _, _ in .page(400) }),
        Illness("device.refusal", .problem, "500", answer("POST", "/device") { $1.with(status: 500) }),
        Illness("pushed_request.refusal", .problem, "let in", answer("POST", "/par") { $1.with(status: 201) }),
        Illness("cors.token", .warning, "no preflight", answer("OPTIONS", "/token") { $1.with(status: 405) }),
        Illness(
            "cors.token", .warning, "no header",
            answer("OPTIONS", "/token") { $1.with("Access-Control-Allow-Headers", "*") }),
        Illness(
            "cors.token", .warning, "not on errors",
            answer("POST", "/token") { $1.with("Access-Control-Allow-Origin", nil) }),
        Illness(
            "cors.discovery", .warning, "one origin",
            answer("GET", oauthPath) { $1.with("Access-Control-Allow-Origin", "https://app.example.com") }),
        Illness("cors.keys", .warning, "none", answer("GET", "/jwks") { $1.with("Access-Control-Allow-Origin", nil) }),
        Illness("cors.registration", .warning, "none", answer("OPTIONS", "/registration") { $1.with(status: 404) }),
        Illness(
            "cors.authorization", .warning, "open",
            answer("GET", "/authorization") { $1.with("Access-Control-Allow-Origin", "*") }),
        Illness("cors.discovery", .warning, "with cookies") { patient in
            patient.change("OPTIONS", "*") { _, answer in
                answer.with("Access-Control-Allow-Origin", CrossOriginRequest.origin)
                    .with("Access-Control-Allow-Credentials", "true")
            }
        },
    ]

    @Test(arguments: discovery) func `where the metadata is`(illness: Illness) async throws {
        try await expect(illness)
    }

    @Test(arguments: abilities) func `what the metadata and the keys say`(illness: Illness) async throws {
        try await expect(illness)
    }

    @Test(arguments: programs) func `how endpoints for programs refuse`(illness: Illness) async throws {
        try await expect(illness)
    }
}
