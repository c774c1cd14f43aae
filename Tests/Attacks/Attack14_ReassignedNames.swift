import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// An account that was made for one person is that person's, whoever is called so later or elsewhere.
@Suite struct Attack14_ReassignedNames {
    private static let second = "https://second.example"
    private let first: AssertionIssuer
    private let other: AssertionIssuer

    init() throws {
        first = AssertionIssuer(signer: try TestSigner())
        other = AssertionIssuer(signer: try TestSigner(seed: 9))
    }

    /// A server that makes accounts for the first issuer's people and none for the second's.
    ///
    /// - `claim`: by which both find accounts.
    private func server(finding claim: String?) async throws -> TestServer {
        let trusted = first.trusted { trusted in
            trusted.createsAccounts = true
            trusted.subjectClaim = claim
        }
        let stranger = other.trusted { trusted in
            trusted.issuer = Self.second
            trusted.subjectClaim = claim
        }
        return try await TestServer { $0.trustedIssuers = [trusted, stranger] }
    }

    private func bring(
        _ claims: JSONObject, of issuer: AssertionIssuer, to server: TestServer, id: String
    ) async throws -> Reply {
        await server.token([
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
            "client_secret": "app-secret", "assertion": try issuer.assertion(for: server, id: id, changing: claims),
        ])
    }

    private func subject(_ reply: Reply) throws -> String? {
        try DecodedToken(reply["access_token"])["sub"]
    }

    /// What the issuer calls Grace, who gets an account by it.
    private static let grace: JSONObject = [
        "sub": "u-1", "preferred_username": "grace", "email": "grace@corp.example", "email_verified": .bool(true),
    ]

    /// Makes Grace's account, whose address the operator even verifies.
    private func admitGrace(to server: TestServer) async throws -> UserRecord {
        _ = try await bring(Self.grace, of: first, to: server, id: "grace")
        let made = try #require(try await server.store.findUser(login: "grace"))
        var verified = made
        verified.emailVerified = true
        _ = try await server.store.commitProfile(verified, replacing: made)
        return verified
    }

    /// The same names under which somebody else comes, by the claim that finds accounts.
    private func namesake(of grace: UserRecord, by claim: String) -> JSONObject {
        var claims = Self.grace
        claims["sub"] = claim == "sub" ? "grace" : "u-2"
        claims["user_id"] = .string(grace.id.description)
        return claims
    }

    static let claims = ["preferred_username", "email", "user_id", "sub"]

    @Test(arguments: claims)
    func `who gets the name, the address or the number of somebody who left gets nothing of theirs`(
        claim: String
    ) async throws {
        let server = try await server(finding: claim)
        let grace = try await admitGrace(to: server)
        let reply = try await bring(namesake(of: grace, by: claim), of: first, to: server, id: "heir")
        #expect(reply.status == 200)
        #expect(try subject(reply) != grace.id.description)
        #expect(try subject(await bring(Self.grace, of: first, to: server, id: "again")) == grace.id.description)
    }

    @Test(arguments: claims)
    func `nor when no more accounts are made`(claim: String) async throws {
        let before = try await server(finding: claim)
        let grace = try await admitGrace(to: before)
        let trusted = first.trusted { $0.subjectClaim = claim }
        let server = try await TestServer(clients: [], users: [], store: before.store, seed: 2) {
            $0.trustedIssuers = [trusted]
        }
        var claims = namesake(of: grace, by: claim)
        #expect(try await bring(claims, of: first, to: server, id: "heir").error == "invalid_grant")
        claims["sub"] = Self.grace["sub"]
        #expect(try subject(await bring(claims, of: first, to: server, id: "again")) == grace.id.description)
    }

    @Test(arguments: claims)
    func `another issuer's person of the same name gets nothing either`(claim: String) async throws {
        let server = try await server(finding: claim)
        let grace = try await admitGrace(to: server)
        var claims = namesake(of: grace, by: claim)
        claims["iss"] = .string(Self.second)
        #expect(try await bring(claims, of: other, to: server, id: "1").error == "invalid_grant")
        if claim == "sub" {
            claims["sub"] = .string(grace.id.description)
            #expect(try await bring(claims, of: other, to: server, id: "2").error == "invalid_grant")
        }
        #expect(try subject(await bring(Self.grace, of: first, to: server, id: "again")) == grace.id.description)
    }

    @Test(arguments: claims)
    func `who was here before is found by name as ever`(claim: String) async throws {
        let server = try await server(finding: claim)
        let ada = try #require(try await server.store.findUser(login: "ada"))
        let claims: JSONObject = [
            "iss": .string(Self.second), "sub": "ada", "preferred_username": "ada", "email": "ada@example.com",
            "user_id": .string(ada.id.description),
        ]
        #expect(try subject(await bring(claims, of: other, to: server, id: "1")) == ada.id.description)
    }

    @Test(arguments: ["acme", nil])
    func `no issuer's word makes an address proved here`(tenant: String?) async throws {
        let server = try await server(finding: nil)
        var claims: JSONObject = ["sub": "m", "email": "boss@corp.example", "email_verified": .bool(true)]
        if let tenant { claims["tenant"] = .string(tenant) }
        let reply = try await bring(claims, of: first, to: server, id: "1")
        #expect(reply.status == 200)
        #expect(try DecodedToken(reply["id_token"]).claims["email_verified"] != .bool(true))
        let me = await server.get("/v1/auth/userinfo", bearer: reply["access_token"]).json
        #expect(me["email"]?.string == "boss@corp.example" && me["email_verified"] == .bool(false))
    }
}
