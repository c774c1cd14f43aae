import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Accounts that are made for people whom a trusted issuer vouches for (`create_accounts`).
@Suite struct ProvisionedPersonTests {
    private let issuer: AssertionIssuer

    init() throws {
        issuer = AssertionIssuer(signer: try TestSigner())
    }

    private func server(
        users: [UserRecord] = [.make()], store: any Store = MemoryStore(),
        change: (inout TrustedIssuer) -> Void = { _ in }
    ) async throws -> TestServer {
        let trusted = issuer.trusted { trusted in
            trusted.createsAccounts = true
            change(&trusted)
        }
        return try await TestServer(users: users, store: store) { $0.trustedIssuers = [trusted] }
    }

    private func fields(_ server: TestServer, _ id: String, _ claims: JSONObject) throws -> Fields {
        [
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
            "client_secret": "app-secret", "assertion": try issuer.assertion(for: server, id: id, changing: claims),
        ]
    }

    /// The account that an assertion leads to, as its token tells.
    private func account(_ server: TestServer, _ id: String, _ claims: JSONObject) async throws -> UserRecord {
        let reply = await server.token(try fields(server, id, claims))
        guard let subject = try DecodedToken(reply["access_token"])["sub"], let number = UserID(decimal: subject),
            let user = try await server.store.findUser(number)
        else { throw UnexpectedResult(instead: "account", reply) }
        return user
    }

    private static let grace: JSONObject = [
        "sub": "u-1", "preferred_username": "grace", "name": "Grace Hopper", "email": "grace@corp.example",
        "email_verified": .bool(true),
    ]

    @Test func `an unknown subject gets an account with what the issuer says, and the same one ever after`()
        async throws
    {
        let server = try await server()
        let made = try await account(server, "1", Self.grace)
        #expect(made.username == "grace" && made.name == "Grace Hopper")
        #expect(made.email == "grace@corp.example")
        #expect(made.passwordHash == nil && !made.disabled && made.createdAt == server.now)
        // Nothing but issuer and sub counts from now on.
        #expect(try await account(server, "2", ["sub": "u-1"]) == made)
        #expect(try await account(server, "3", ["sub": "u-1", "preferred_username": "ada"]) == made)
        #expect(try await server.store.findUsers().count == 2)
        let reply = await server.token(try fields(server, "4", Self.grace))
        #expect(await server.get("/v1/auth/me", bearer: reply["access_token"])["name"] == "grace")
    }

    @Test func `without the setting nobody gets one`() async throws {
        let server = try await server { $0.createsAccounts = false }
        #expect(await server.refusal(of: try fields(server, "1", Self.grace)) == .invalidGrant)
        #expect(try await server.store.findUsers().count == 1)
    }

    @Test func `an account that was made is still found when no more are made`() async throws {
        let store = MemoryStore()
        let made = try await account(try server(store: store), "1", Self.grace)
        let trusted = issuer.trusted()
        let later = try await TestServer(clients: [], users: [], store: store) { $0.trustedIssuers = [trusted] }
        #expect(try await account(later, "2", ["sub": "u-1"]) == made)
        #expect(await later.refusal(of: try fields(later, "3", ["sub": "u-2"])) == .invalidGrant)
    }

    @Test func `a name or an address that somebody has stays theirs`() async throws {
        let server = try await server()
        let made = try await account(
            server, "1",
            ["sub": "u-1", "preferred_username": "Ada", "email": "ADA@example.com", "email_verified": .bool(true)])
        #expect(made.username.hasPrefix("Ada-") && made.username.count == 9)
        #expect(made.email == nil && !made.emailVerified)
        let ada = try #require(try await server.store.findUser(login: "ada"))
        #expect(ada.id != made.id && ada.email == "ada@example.com")
    }

    @Test func `an address that an issuer brings along is unverified until the operator says otherwise`() async throws {
        let server = try await server()
        let made = try await account(server, "1", Self.grace)
        #expect(made.email == "grace@corp.example" && !made.emailVerified)
        var verified = made
        verified.emailVerified = true
        #expect(try await server.store.commitProfile(verified, replacing: made) == .done)
        #expect(try await account(server, "2", Self.grace) == verified)
    }

    @Test func `by default a subject is nobody's user name or id here`() async throws {
        let server = try await server(users: [.make(), .make("eve", id: 1234)])
        for subject in ["ada", "1234", "ada@example.com"] {
            let made = try await account(server, subject, ["sub": .string(subject)])
            #expect(made.username.hasPrefix("user"), "\(made.username)")
        }
        #expect(try await server.store.findUsers().count == 5)
    }

    @Test func `a claim that the operator names finds who is here, and who has none gets an account`() async throws {
        let server = try await server { $0.subjectClaim = "upn" }
        #expect(try await account(server, "1", ["sub": "u-1", "upn": "ada"]).username == "ada")
        let made = try await account(server, "2", ["sub": "u-2", "upn": "grace"])
        #expect(try await account(server, "3", ["sub": "u-3"]).id != made.id)
        // What was made for a subject goes before what the claim would find.
        #expect(try await account(server, "4", ["sub": "u-2", "upn": "ada"]) == made)
    }

    @Test func `a disabled account is refused, and no other is made in its place`() async throws {
        let server = try await server()
        let made = try await account(server, "1", Self.grace)
        _ = try await server.store.commitDisabled(true, of: made.id, at: server.now)
        #expect(await server.refusal(of: try fields(server, "2", Self.grace)) == .invalidGrant)
        #expect(try await server.store.findUsers().count == 2)
    }

    @Test func `who was removed begins anew`() async throws {
        let server = try await server()
        let made = try await account(server, "1", Self.grace)
        _ = try await server.store.commitRemovalOfUser(made.id, at: server.now)
        let again = try await account(server, "2", Self.grace)
        #expect(again.id != made.id && again.username == "grace")
    }

    @Test func `the same subject at another tenant is another person`() async throws {
        let server = try await server()
        let plain = try await account(server, "1", ["sub": "u-1"])
        let acme = try await account(server, "2", ["sub": "u-1", "tenant": "acme"])
        let other = try await account(server, "3", ["sub": "u-1", "tenant": "other"])
        #expect(Set([plain.id, acme.id, other.id]).count == 3)
        #expect(try await account(server, "4", ["sub": "u-1", "tenant": "acme"]) == acme)
    }

    @Test func `a request that is refused makes no account`() async throws {
        let server = try await server()
        let fields = try fields(server, "1", Self.grace)
        #expect(await server.refusal(of: fields.adding("scope", "admin")) == .invalidScope)
        #expect(await server.refusal(of: fields.adding("resource", "https://x.example")) == .invalidTarget)
        #expect(try await server.store.findUsers().count == 1)
        #expect(await server.refusal(of: fields) == nil)
    }
}
