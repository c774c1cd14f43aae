import OAuthProtocol
import Testing

@testable import Doctor

/// What is right is not called wrong: a doctor who always finds something is not believed.
struct CorrectServerTests {
    @Test func `a healthy server is healthy`() async throws {
        let diagnosis = try await TestNetwork().diagnosis()
        #expect(diagnosis.kind == .authorizationServer)
        #expect(diagnosis.findings.filter { $0.severity != .ok } == [])
        #expect(diagnosis.verdict == .healthy)
    }

    @Test func `a healthy resource is healthy, and its server is examined with it`() async throws {
        let diagnosis = try await TestNetwork().diagnosis(of: TestNetwork.resource)
        #expect(diagnosis.kind == .protectedResource)
        #expect(diagnosis.findings.filter { $0.severity != .ok } == [])
        let found = Set(diagnosis.findings.map(\.id))
        #expect(found.isSuperset(of: ["resource.status", "token.unknown_client", "authorization.resource.known"]))
    }

    @Test(arguments: [
        (TestNetwork.issuer, Diagnosis.Kind.authorizationServer),
        (TestNetwork.issuer + "/.well-known/oauth-authorization-server", .authorizationServer),
        (TestNetwork.issuer + "/.well-known/openid-configuration", .authorizationServer),
        (TestNetwork.resource, .protectedResource),
        ("https://mcp.example.com/.well-known/oauth-protected-resource/mcp", .protectedResource),
        ("https://elsewhere.example.com/", .unknown),
    ])
    func `what an address is, is found out`(url: String, kind: Diagnosis.Kind) async throws {
        let diagnosis = try await TestNetwork().diagnosis(of: url)
        #expect(diagnosis.kind == kind)
        #expect(diagnosis.verdict == (kind == .unknown ? .problems : .healthy))
    }

    @Test func `a server that lets nobody post to its root is a server all the same`() async throws {
        var network = TestNetwork()
        network.change("POST", "/") { _, _ in .error(401, "unauthorized") }
        network.change("POST", "") { _, _ in .error(401, "unauthorized") }
        #expect(try await network.diagnosis().kind == .authorizationServer)
    }

    @Test func `an issuer with a slash at its end is what the server says it is`() async throws {
        var network = TestNetwork()
        network.metadata["issuer"] = .string(TestNetwork.issuer + "/")
        let diagnosis = try await network.diagnosis(registers: false)
        #expect(diagnosis.findings.filter { $0.id == "discovery.issuer" }.map(\.severity) == [.note, .note])
        #expect(diagnosis.verdict == .healthy)
    }

    @Test func `a server that offers only what it must has notes and no problem`() async throws {
        var network = TestNetwork()
        for name in [
            "registration_endpoint", "client_id_metadata_document_supported", "scopes_supported",
            "pushed_authorization_request_endpoint", "device_authorization_endpoint",
        ] { network.metadata[name] = nil }
        let diagnosis = try await network.diagnosis()
        #expect(diagnosis.verdict == .healthy)
        #expect(diagnosis.findings.contains { $0.id == "metadata.introduction" && $0.severity == .note })
    }

    @Test func `without --register nothing is sent to the registration endpoint that could register`() async throws {
        var network = TestNetwork()
        network.change("POST", "/registration") { _, _ in
            Issue.record("something was registered")
            return .error(400, "invalid_request")
        }
        let diagnosis = try await network.diagnosis(registers: false)
        #expect(diagnosis.findings.contains { $0.id == "registration.untried" })
    }
}
