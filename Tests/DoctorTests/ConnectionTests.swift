import OAuthProtocol
import Outbound
import Testing

@testable import Doctor

/// Reaching a server: certificates, clocks, silence.
struct ConnectionTests {
    private func certificate(_ change: (inout Handshake) -> Void) async throws -> [Finding] {
        var network = TestNetwork()
        change(&network.handshake)
        return try await network.diagnosis().findings.filter { $0.id.hasPrefix("tls.") }
    }

    @Test func `each way in which a certificate is no good is told`() async throws {
        func title(_ change: (inout Handshake) -> Void) async throws -> String? {
            try await certificate {
                $0.isTrusted = false
                change(&$0)
            }.first { $0.id == "tls.certificate" && $0.severity == .problem }?.title
        }
        #expect(try await title { $0.notAfter = TestNetwork.now - 1 } == "The certificate has expired")
        #expect(try await title { $0.notBefore = TestNetwork.now + 60 } == "The certificate is not valid yet")
        #expect(try await title { $0.isTrustedForAnotherName = true } == "The certificate is for another name")
        #expect(try await title { $0.chainLength = 1 } == "The certificate is not trusted")
        #expect(try await certificate { $0.chainLength = 1 }.allSatisfy { $0.severity == .ok })
    }

    @Test func `a certificate that ends soon, and old versions, are warned of`() async throws {
        let soon = try await certificate { $0.notAfter = TestNetwork.now + 13 * 86_400 }
        #expect(soon.contains { $0.id == "tls.expiry" && $0.severity == .warning })
        let old = try await certificate { $0.acceptsOldVersions = true }
        #expect(old.contains { $0.id == "tls.version" && $0.severity == .warning })
    }

    @Test(arguments: [(0 as Int64, Severity.ok), (30, .note), (-200, .warning), (3600, .problem)])
    func `a clock that is off is told`(offset: Int64, severity: Severity) async throws {
        var network = TestNetwork()
        network.change("GET", "/") { _, answer in
            answer.with("Date", CivilTime(TestNetwork.now - offset).http)
        }
        let findings = try await network.diagnosis().findings
        #expect(findings.first { $0.id == "connection.clock" }?.severity == severity)
    }

    @Test(arguments: [
        ExchangeFailure.unknownHost, .network(.noConnection("refused")), .network(.tooSlow), .network(.noTLS("x")),
        .network(.notHTTP("y")),
    ])
    func `a server that does not answer is told, and is not asked for ever`(failure: ExchangeFailure) async throws {
        var network = TestNetwork()
        network.failures[TestNetwork.issuer] = failure
        let diagnosis = try await network.diagnosis()
        #expect(diagnosis.findings.map(\.id) == ["connection.unanswered"])
        #expect(diagnosis.verdict == .problems)

        let resource = try await network.diagnosis(of: TestNetwork.resource)
        #expect(resource.findings.contains { $0.id == "connection.unanswered" })
        #expect(!resource.findings.contains { $0.id == "discovery.unanswered" })
    }

    @Test func `plain http is a problem, but for this machine`() async throws {
        for (url, severity) in [("http://as.example.com", Severity.problem), ("http://127.0.0.1:9", .ok)] {
            let findings = try await TestNetwork().diagnosis(of: url).findings
            #expect(findings.first { $0.id == "connection.https" }?.severity == severity)
        }
        for name in ["localhost", "[::1]", "127.9.9.9", "app.localhost"] {
            #expect(WebURI("http://\(name)/")?.isLoopback == true)
        }
        for name in ["localhost.example.com", "127.0.0.1.example.com", "128.0.0.1", "127.1.1.x", "[::2]"] {
            #expect(WebURI("http://\(name)/")?.isLoopback == false)
        }
    }
}
