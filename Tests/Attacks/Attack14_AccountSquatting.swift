import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Whoever chooses their user name well does not get what a trusted issuer's assertion gives to somebody else.
@Suite struct Attack14_AccountSquatting {
    private let issuer: AssertionIssuer

    init() throws {
        issuer = AssertionIssuer(signer: try TestSigner())
    }

    private func server(subject claim: String, users: [UserRecord]) async throws -> TestServer {
        var trusted = issuer.trusted()
        trusted.subjectClaim = claim
        return try await TestServer(users: users) { [trusted] configuration in
            configuration.accountRegistration = true
            configuration.trustedIssuers = [trusted]
        }
    }

    /// Whether the stranger has an account now.
    private func register(_ username: String, email: String, on server: TestServer) async throws -> Bool {
        var browser = TestBrowser(on: server)
        let fields: Fields = ["username": username, "email": email, "name": "", "password": "mallory's password"]
        let page = try await browser.submit("/create-account", on: await browser.get("/create-account"), fields)
        return page.target == "/account"
    }

    private func assert(_ subject: String, as claim: String, on server: TestServer) async throws -> Reply {
        await server.token([
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
            "client_secret": "app-secret",
            "assertion": try issuer.assertion(for: server, changing: [claim: .string(subject)]),
        ])
    }

    @Test(arguments: ["sub", "user_id"])
    func `the victim's sub is no user name, and names the victim alone`(claim: String) async throws {
        let server = try await server(subject: claim, users: [.make("ada", id: 1_335_822_289_972_980)])
        #expect(try await !register("1335822289972980", email: "mallory@example.com", on: server))
        #expect(try await server.store.findUsers().map(\.username) == ["ada"])
        let reply = try await assert("1335822289972980", as: claim, on: server)
        #expect(await server.get("/v1/auth/me", bearer: reply["access_token"])["name"] == "ada")
    }

    @Test(arguments: ["sub", "user_id"])
    func `nor does it name an account that had the name before names were judged`(claim: String) async throws {
        let users: [UserRecord] = [
            .make("ada", id: 1_335_822_289_972_980), .make("1335822289972980", id: 42, email: "mallory@example.com"),
        ]
        let server = try await server(subject: claim, users: users)
        let reply = try await assert("1335822289972980", as: claim, on: server)
        #expect(await server.get("/v1/auth/me", bearer: reply["access_token"])["name"] == "ada")
    }

    @Test(arguments: ["sub", "upn"], ["mallory@example.com", "boss@corp.example", "BOSS@corp.example"])
    func `an address that somebody else has at the issuer gives nothing`(claim: String, email: String) async throws {
        let server = try await server(subject: claim, users: [.make()])
        _ = try await register("boss@corp.example", email: email, on: server)
        #expect(try await assert("boss@corp.example", as: claim, on: server).error == "invalid_grant")
    }
}
