import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// `POST /v1/auth/device` (RFC 8628 §3.1 and §3.2).
@Suite struct DeviceAuthorizationTests {
    private static func server(_ configure: (inout ServerConfiguration) -> Void = { _ in }) async throws -> TestServer {
        try await TestServer(
            clients: [.make(), .device(), .device(id: "box", secret: "box-secret")], configure: configure)
    }

    @Test(arguments: ["https://cardea.example", "https://cardea.example/tenant", "http://localhost:8080"])
    func `a device gets two codes, the page for one of them, and the pace for the other`(issuer: String) async throws {
        let server = try await TestServer(issuer: issuer, clients: [.device()])
        let reply = await server.post(
            "\(server.issuer.path)/v1/auth/device", form: ["client_id": "tv", "scope": "openid"])
        #expect(reply.status == 200)
        #expect(
            reply.json.members.map(\.name) == [
                "device_code", "user_code", "verification_uri", "verification_uri_complete", "expires_in", "interval",
            ])
        #expect(reply["device_code"]?.utf8.count == 43)
        let code = try #require(reply["user_code"])
        #expect(UserCode(typed: code)?.exposed == code)
        #expect(reply["verification_uri"] == "\(issuer)/device")
        #expect(reply["verification_uri_complete"] == "\(issuer)/device?user_code=\(code)")
        #expect(reply.integer("expires_in") == 600)
        #expect(reply.integer("interval") == 5)
        #expect(reply.header("Cache-Control") == "no-store")
        #expect(reply.header("Access-Control-Allow-Origin") == "*")
    }

    @Test func `two devices have no code in common`() async throws {
        let server = try await Self.server()
        let (one, other) = (await server.ask(), await server.ask())
        #expect(one["device_code"] != other["device_code"])
        #expect(one["user_code"] != other["user_code"])
    }

    @Test func `it answers to JSON, without the version, in any letters' case, and to scripts of any origin`()
        async throws
    {
        let server = try await Self.server()
        #expect(await server.post("/v1/auth/device", json: ["client_id": "tv"]).status == 200)
        #expect(await server.post("/auth/Device", form: ["client_id": "tv"]).status == 200)
        #expect(await server.send("OPTIONS", "/v1/auth/device").status == 204)
        #expect(await server.get("/v1/auth/device").status == 405)
    }

    @Test func `a client authenticates as it is registered, and must have the grant`() async throws {
        let server = try await Self.server()
        let box = await server.ask(client: "box", secret: "box-secret")
        #expect(box.status == 200)
        for (fields, error, status) in [
            ([:], "invalid_client", 401), (["client_id": "nobody"], "invalid_client", 401),
            (["client_id": "box"], "invalid_client", 401),
            (["client_id": "box", "client_secret": "wrong"], "invalid_client", 401),
            (["client_id": "tv", "client_secret": "x"], "invalid_client", 401),
            (["client_id": "app", "client_secret": "app-secret"], "unauthorized_client", 400),
        ] as [(Fields, String, Int)] {
            let reply = await server.post("/v1/auth/device", form: fields)
            #expect(reply.error == error && reply.status == status, "\(fields)")
        }
        let header: Fields = ["Authorization": TestServer.basic("box", "box-secret")]
        #expect(await server.post("/v1/auth/device", form: [:], headers: header).status == 200)
    }

    @Test func `a client may show an assertion instead of a secret`() async throws {
        let client = KeyedClient(id: "box", signer: try TestSigner())
        let server = try await TestServer(clients: [client.record { $0.grantTypes = [.deviceCode] }])
        let proof = KeyedClient.presenting(try client.assertion(for: server))
        #expect(await server.post("/v1/auth/device", form: proof).status == 200)
        #expect(await server.post("/v1/auth/device", json: proof).error == "invalid_client")
        #expect(await server.ask(client: "box", secret: "x").error == "invalid_client")
    }

    @Test func `nobody fills the store with requests`() async throws {
        let server = try await Self.server()
        for _ in 0..<600 { #expect(await server.ask().status == 200) }
        let reply = await server.ask()
        #expect(reply.status == 429 && reply.header("Retry-After") == "60")
        server.clock.advance(60)
        #expect(await server.ask().status == 200)
    }

    @Test func `a scope that the client may not have is left out, and with nothing left refused`() async throws {
        let server = try await Self.server()
        #expect(await server.ask(["scope": "openid admin"]).status == 200)
        #expect(await server.ask(["scope": "admin"]).error == "invalid_scope")
        #expect(await server.ask(["scope": "a\"b"]).error == "invalid_scope")
    }

    @Test func `resources are known ones`() async throws {
        let server = try await Self.server { configuration in
            configuration.resources = [ResourceIndicator("https://api.example")].compactMap { $0 }.map {
                ResourceConfiguration(uri: $0)
            }
        }
        #expect(await server.ask(["resource": "https://api.example/"]).status == 200)
        for resource in ["https://else.example", "x", "https://api.example/#f"] {
            #expect(await server.ask(["resource": resource]).error == "invalid_target")
        }
    }

    @Test func `a user code that is taken is drawn anew, but not for ever`() async throws {
        // Both draw the same codes from the same chance, and keep them in one store.
        let first = try await TestServer(clients: [.device()])
        let second = try await TestServer(clients: [], users: [], store: first.store)
        let taken = await first.ask()
        let drawn = await second.ask()
        #expect(drawn.status == 200)
        #expect(drawn["user_code"] != taken["user_code"])

        let third = try await TestServer(clients: [], users: [], store: first.store)
        for _ in 0..<5 { #expect(await first.ask().status == 200) }
        let reply = await third.ask()
        #expect(reply.status == 503 && reply.header("Retry-After") != nil)
    }
}
