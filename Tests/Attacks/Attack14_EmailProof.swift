import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// Whoever types somebody else's address does not become them, and is not taken for them.
@Suite struct Attack14_EmailProof {
    private func register(_ fields: Fields, on server: TestServer) async throws -> Page {
        var browser = TestBrowser(on: server)
        let base: Fields = ["username": "mallory", "email": "", "name": "", "password": "mallory's password"]
        return try await browser.submit(
            "/create-account", on: await browser.get("/create-account"), base.replacing(with: fields))
    }

    @Test func `an address that was only typed is not verified, whatever the form says`() async throws {
        let server = try await TestServer { $0.accountRegistration = true }
        let forged: Fields = [
            "email": "ceo@example.com", "email_verified": "true", "emailVerified": "true", "user_id": "1",
            "claims": #"{"email_verified":true}"#, "disabled": "false",
        ]
        #expect(try await register(forged, on: server).target == "/account")
        let user = try #require(try await server.store.findUser(login: "mallory"))
        #expect(user.email == "ceo@example.com" && !user.emailVerified && user.claims.members.isEmpty)
        #expect(user.id.number != 1)
    }

    @Test func `an assertion that names the address finds no account of a stranger`() async throws {
        let issuer = AssertionIssuer(signer: try TestSigner())
        var trusted = issuer.trusted()
        trusted.subjectClaim = "email"
        let server = try await TestServer { configuration in
            configuration.accountRegistration = true
            configuration.trustedIssuers = [trusted]
        }
        #expect(try await register(["email": "ceo@example.com"], on: server).target == "/account")
        let reply = await server.token([
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
            "client_secret": "app-secret",
            "assertion": try issuer.assertion(for: server, changing: ["email": .string("ceo@example.com")]),
        ])
        #expect(reply.error == "invalid_grant")
    }

    @Test func `an address or a name that belongs to somebody cannot be taken`() async throws {
        let server = try await TestServer { $0.accountRegistration = true }
        for fields: Fields in [
            ["email": "ada@example.com"], ["email": "ADA@EXAMPLE.COM"], ["username": "ada", "email": "x@example.com"],
            ["username": "Ada@example.com", "email": "x@example.com"],
        ] {
            #expect(try await register(fields, on: server).reply.status == 400)
        }
        #expect(try await server.store.findUsers().map(\.username) == ["ada"])
    }
}
