import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Unicode calls some texts equivalent that are different octets. Browsers, proxies and libraries go by the octets: what
/// one of them lets through as harmless must not mean something to this server.
@Suite struct Attack27_TextAsCharacters {
    private let server: TestServer

    init() async throws {
        server = try await TestServer(users: [.make(), .make("eve")])
    }

    /// A sibling host may set any cookie for the domain, but none with the name `__Host-…` (RFC 6265bis §4.1.3.2).
    @Test(arguments: ["dark\u{37e} ", "dark\u{37e}", "dark;\u{301} ", "dark,"])
    func `a session cannot be hidden in another cookie's value`(value: String) async throws {
        var eve = TestBrowser(on: server)
        try await eve.signIn(as: "eve")
        let session = try #require(eve.session)
        var victim = TestBrowser(on: server)
        victim.cookies.plant("theme", "\(value)__Host-cardea-session=\(session)")
        #expect(await victim.request("GET", "/account").location == "/login")
        try await victim.signIn()
        #expect(await victim.get("/account").reply.text.contains("ada"))
        #expect(await eve.get("/account").reply.text.contains("eve"))
    }

    @Test(arguments: ["\u{301}secret", "s\u{301}:\u{338}", "\u{200d}"])
    func `a secret may begin with a mark that would combine with the colon before it`(secret: String) async throws {
        let server = try await TestServer(clients: [.make(secret: secret)])
        let grant: Fields = ["grant_type": "client_credentials"]
        let header = TestServer.basic("app", secret)
        _ = try await server.redeem(grant, authorization: header)
        _ = try await server.redeem(grant.adding("httpAuth", header))
        _ = try await server.redeem(grant.replacing(with: ["client_id": "app", "client_secret": secret]))
    }
}
