import OAuthProtocol
import Outbound
import Testing

@testable import Doctor

/// What an MCP server, or any protected resource, can do wrong before anybody has a token.
struct ResourceFaultTests {
    private func expect(
        _ id: String, _ severity: Severity, _ apply: (inout TestNetwork) -> Void
    ) async throws {
        var network = TestNetwork()
        apply(&network)
        let findings = try await network.diagnosis(of: TestNetwork.resource).findings.filter { $0.id == id }
        #expect(findings.contains { $0.severity == severity }, "\(id): \(findings)")
    }

    @Test(arguments: [
        ("resource.challenge", Severity.problem, nil as String?), ("resource.challenge", .problem, "Basic realm=\"x\""),
        ("resource.challenge", .problem, "Bearer realm=\"x\" scope=\"y\""),
        ("resource.challenge.metadata", .warning, "Bearer realm=\"x\""),
        ("resource.challenge.metadata", .problem, "Bearer resource_metadata=\"/.well-known/oauth-protected-resource\""),
        ("resource.challenge.error", .note, "Bearer error=\"invalid_token\""),
        ("resource.challenge.scope", .note, "Bearer"),
        ("resource.forged_token", .note, "Bearer"),
    ])
    func `a challenge`(id: String, severity: Severity, challenge: String?) async throws {
        try await expect(id, severity) { network in
            network.change("POST", "/mcp") { $1.with("WWW-Authenticate", challenge) }
        }
    }

    @Test(arguments: [("resource.status", Severity.problem, 403), ("resource.status", .problem, 307)])
    func `a status that is not 401`(id: String, severity: Severity, status: Int) async throws {
        try await expect(id, severity) { network in
            network.change("POST", "/mcp") { $1.with(status: status).with("Location", "https://x.example/") }
        }
    }

    @Test func `a resource without a door is found by its metadata, or by what it speaks`() async throws {
        try await expect("resource.status", .warning) { network in
            network.change("POST", "/mcp") { _, _ in .json(200, ["jsonrpc": .string("2.0"), "id": .integer(1)]) }
        }
        try await expect("resource_metadata.document", .problem) { network in
            network.change("POST", "/mcp") { _, _ in .json(200, ["jsonrpc": .string("2.0"), "id": .integer(1)]) }
            network.change("GET", "/.well-known/oauth-protected-resource/mcp") { $1.with(status: 404) }
        }
    }

    @Test(arguments: [200, 403])
    func `a made-up token that does not get a 401 is found`(status: Int) async throws {
        try await expect("resource.forged_token", status == 200 ? .problem : .warning) { network in
            network.change("POST", "/mcp") { request, answer in
                request.headers.contains { $0.name == "Authorization" }
                    ? answer.with(status: status).with(member: "error", status == 200 ? nil : .string("forbidden"))
                    : answer
            }
        }
    }

    @Test(arguments: [
        ("resource_metadata.resource", Severity.problem, "resource", .string("https://evil.example/mcp") as JSONValue?),
        ("resource_metadata.resource", .problem, "resource", nil),
        ("resource_metadata.resource", .problem, "resource", .string("https://mcp.example.com/mc")),
        ("resource_metadata.resource", .warning, "resource", .string("https://mcp.example.com/mcp/")),
        ("resource_metadata.resource", .warning, "resource", .string("https://mcp.example.com")),
        ("resource_metadata.authorization_servers", .problem, "authorization_servers", nil),
        ("resource_metadata.authorization_servers", .problem, "authorization_servers", .array([])),
        ("resource_metadata.authorization_servers", .problem, "authorization_servers", .strings(["as.example.com"])),
        (
            "resource_metadata.authorization_servers", .problem, "authorization_servers",
            .strings(["http://as.example.com"])
        ),
        ("discovery.issuer", .warning, "authorization_servers", .strings([TestNetwork.issuer + "/"])),
        ("resource_metadata.scopes", .note, "scopes_supported", nil),
        ("resource_metadata.scopes", .problem, "scopes_supported", .string("files:read")),
        ("resource_metadata.bearer_methods", .problem, "bearer_methods_supported", .strings(["query"])),
        ("resource_metadata.bearer_methods", .warning, "bearer_methods_supported", .strings(["header", "query"])),
        ("resource_metadata.null", .problem, "resource_name", .null),
    ])
    func `a member of the metadata`(id: String, severity: Severity, name: String, value: JSONValue?) async throws {
        try await expect(id, severity) { $0.resourceMetadata[name] = value }
    }

    @Test func `metadata that is a page, a redirect or nowhere is found`() async throws {
        let path = "/.well-known/oauth-protected-resource/mcp"
        try await expect("resource_metadata.unreadable", .problem) { $0.change("GET", path) { _, _ in .page(200) } }
        try await expect("resource_metadata.redirect", .problem) { $0.change("GET", path) { _, _ in .redirect("/") } }
        try await expect("resource_metadata.document", .problem) { $0.change("GET", path) { $1.with(status: 404) } }
    }

    @Test func `metadata that only the challenge leads to is noted`() async throws {
        try await expect("resource_metadata.place", .note) { network in
            let document = Answer.json(200, CorrectResource.metadata)
            network.change("GET", "/.well-known/oauth-protected-resource/mcp") { $1.with(status: 404) }
            network.change("GET", "/metadata.json") { _, _ in document }
            network.change("POST", "/mcp") {
                $1.with("WWW-Authenticate", "Bearer resource_metadata=\"https://mcp.example.com/metadata.json\"")
            }
        }
    }

    @Test func `a challenge that pages cannot read is noted`() async throws {
        try await expect("resource.cors", .note) { network in
            network.change("POST", "/mcp") { $1.with("Access-Control-Expose-Headers", nil) }
        }
        try await expect("cors.resource", .warning) { network in
            network.change("OPTIONS", "/mcp") { $1.with(status: 405) }
        }
    }
}
