import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Trouble with the store is 503, or 500 where waiting does not help, and never success, never "no" (threat 11).
@Suite struct StorageTroubleTests {
    /// The calls that each of these requests needs; the test shows that they are made, and that each one counts.
    private static let calls: [(name: String, calls: [MemoryStore.Call])] = [
        ("code", [.findClient, .findDelegation, .commitRedemption]),
        ("replayed code", [.findClient, .findDelegation, .commitRevocation]),
        ("refresh", [.findClient, .findDelegation, .commitRotation]), ("client", [.findClient]),
        ("assertion", [.findClient, .findUserBySubject, .findUserByLogin, .findFederation, .commitDelegation]),
        ("new account", [.findClient, .findUserBySubject, .findUserByLogin, .commitProvisionedAccount]),
        ("client's assertion", [.findClient, .commitSpending]),
        ("me", [.findClient, .findDelegation, .findRevocation]),
        ("userinfo", [.findClient, .findDelegation, .findRevocation]),
        ("renew", [.findClient, .findDelegation, .findRevocation]),
        ("introspect access", [.findClient, .findDelegation, .findRevocation]),
        ("introspect refresh", [.findClient, .findDelegation]),
        ("device", [.findClient, .commitDeviceAuthorization]),
        ("poll", [.findClient, .findDeviceAuthorization, .commitDelegationOfDevice]),
        ("replayed device code", [.findClient, .findDeviceAuthorization, .commitRevocation]),
        ("revoke access", [.findClient, .commitTokenRevocation]),
        ("revoke refresh", [.findClient, .findDelegation, .commitRevocation]),
    ]

    private static let cases = calls.flatMap { entry in entry.calls.map { (entry.name, $0) } }

    @Test(arguments: cases)
    func `a call that fails fails the request, and the request can be made again`(
        name: String, call: MemoryStore.Call
    ) async throws {
        for (code, status) in [(StorageError.Code.unavailable, 503), (.damaged, 500), (.schema, 500)] {
            let issuer = AssertionIssuer(signer: try TestSigner())
            let trusted = issuer.trusted { $0.createsAccounts = name == "new account" }
            let store = MemoryStore()
            let server = try await TestServer(clients: [.make(), .device()], store: store) {
                $0.trustedIssuers = [trusted]
            }
            let request = try await Self.request(name, on: server, issuer)
            server.clock.advance(1)
            store.fail(call, with: code)
            let reply = await request(server)
            #expect(store.failures > 0, "\(call) is not made")
            #expect(reply.status == status)
            #expect(!reply.text.contains("holiday"))
            if status == 503 { #expect(reply.header("Retry-After") == "1") }
            store.fail(nil)
            #expect(await request(server).status == (name.hasPrefix("replayed") ? 400 : 200))
        }
    }

    @Test func `a revocation that failed is not reported as done, and the token is still known`() async throws {
        let store = MemoryStore()
        let server = try await TestServer(store: store)
        let tokens = try await server.tokens()
        for call in [MemoryStore.Call.commitRevocation, .commitTokenRevocation] {
            store.fail(call)
            let kind = call == .commitRevocation ? "refresh_token" : "access_token"
            #expect(await server.revoke(tokens[kind]).error == "temporarily_unavailable")
            store.fail(nil)
            #expect(try await server.takes(tokens["access_token"]))
        }
    }

    private static func request(
        _ name: String, on server: TestServer, _ issuer: AssertionIssuer
    ) async throws -> (TestServer) async -> Reply {
        let tokens = try await server.tokens()
        let code = server.redemption(of: try await server.authorize().code)
        let (access, refresh) = (tokens["access_token"], tokens["refresh_token"])
        let assertion: Fields = [
            "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_id": "app",
            "client_secret": "app-secret",
            "assertion": try issuer.assertion(for: server),
        ]
        switch name {
        case "code": return { await $0.token(code) }
        case "replayed code":
            _ = await server.token(code)
            return { await $0.token(code) }
        case "refresh": return { await $0.token($0.refreshing(refresh)) }
        case "client":
            return {
                await $0.token(["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"])
            }
        case "assertion", "new account": return { await $0.token(assertion) }
        case "client's assertion":
            let client = KeyedClient(id: "keyed", signer: try TestSigner())
            try await server.add(client.record())
            let proof = KeyedClient.presenting(try client.assertion(for: server))
            return { await $0.token(proof.adding("grant_type", "client_credentials")) }
        case "device": return { await $0.ask() }
        case "poll", "replayed device code":
            let device = await server.ask()
            try await server.decide(on: device)
            if name != "poll" { _ = await server.poll(device) }
            return { await $0.poll(device) }
        case "me": return { await $0.get("/v1/auth/me", bearer: access) }
        case "userinfo": return { await $0.get("/v1/auth/userinfo", bearer: access) }
        case "renew": return { await $0.get("/v1/auth/renewaccesstoken", bearer: access) }
        case "introspect access": return { await $0.introspect(access) }
        case "introspect refresh": return { await $0.introspect(refresh) }
        case "revoke access": return { await $0.revoke(access) }
        default: return { await $0.revoke(refresh) }
        }
    }
}
