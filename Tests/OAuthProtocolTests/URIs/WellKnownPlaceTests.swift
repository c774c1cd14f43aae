import OAuthProtocol
import Testing

/// Where clients look, in the order in which they do.
struct WellKnownPlaceTests {
    private func places(_ issuer: String) throws -> [String] {
        let issuer = try #require(WebURI(issuer))
        return WellKnownPlace.ofServer(issuer).map(\.url.value)
    }

    @Test func `for an issuer without a path, two places`() throws {
        let expected = [
            "https://a.example/.well-known/oauth-authorization-server",
            "https://a.example/.well-known/openid-configuration",
        ]
        #expect(try places("https://a.example") == expected)
        #expect(try places("https://a.example/") == expected)
    }

    @Test func `for an issuer with a path, inserted before appended`() throws {
        #expect(
            try places("https://a.example:8443/t/1") == [
                "https://a.example:8443/.well-known/oauth-authorization-server/t/1",
                "https://a.example:8443/.well-known/openid-configuration/t/1",
                "https://a.example:8443/t/1/.well-known/openid-configuration",
            ])
    }

    @Test func `for a resource, below the well-known path, then at the root`() throws {
        let resource = try #require(WebURI("https://a.example/mcp/"))
        #expect(
            WellKnownPlace.ofResource(resource).map(\.url.value) == [
                "https://a.example/.well-known/oauth-protected-resource/mcp",
                "https://a.example/.well-known/oauth-protected-resource",
            ])
    }

    @Test(arguments: [
        ("https://a.example/.well-known/oauth-authorization-server", "https://a.example" as String?),
        ("https://a.example/.well-known/openid-configuration/t", "https://a.example/t"),
        ("https://a.example/t/.well-known/openid-configuration", "https://a.example/t"),
        ("https://a.example/.well-known/oauth-protected-resource/mcp", "https://a.example/mcp"),
        ("https://a.example/.well-known/oauth-protected-resources", nil), ("https://a.example/mcp", nil),
    ])
    func `a metadata document's own address says whose it is`(url: String, subject: String?) throws {
        let uri = try #require(WebURI(url))
        #expect(WellKnownPlace.subject(of: uri)?.subject.value == subject)
    }
}
