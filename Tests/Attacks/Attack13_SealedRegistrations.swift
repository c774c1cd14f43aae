import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// An identifier that carries a registration is made here or nowhere.
@Suite struct Attack13_SealedRegistrations {
    private static let uri = "http://127.0.0.1:4321/callback"

    @Test func `no identifier with a bit changed, cut or added to is a client`() async throws {
        let server = try await TestServer.open()
        let id = try #require(await server.register(#"{"redirect_uris":["http://127.0.0.1/callback"]}"#)["client_id"])
        var forged = [String(id.dropLast()), id + "A", String(id.dropFirst(4)), "REG-" + id.dropFirst(4), id + "="]
        let letters = Array(id)
        for index in stride(from: 4, to: letters.count, by: 7) {
            var changed = letters
            changed[index] = letters[index] == "A" ? "B" : "A"
            forged.append(String(changed))
        }
        for (number, id) in forged.enumerated() {
            let reply = await server.send(
                "GET", "/oauth?\(server.request(of: id, to: Self.uri).encoded)", from: "198.51.100.\(number % 250)")
            #expect(reply.status == 400)
            #expect(reply.location == nil)
        }
        #expect(await server.get("/oauth?\(server.request(of: id, to: Self.uri).encoded)").status == 303)
    }

    @Test func `what another server sealed is nothing here`() async throws {
        let (here, there) = (
            try await TestServer.open(), try await TestServer(seed: 2) { $0.registration.policy = .open }
        )
        let id = await there.register(#"{"redirect_uris":["http://127.0.0.1/callback"]}"#)["client_id"]
        #expect(await here.get("/oauth?\(here.request(of: id, to: Self.uri).encoded)").status == 400)
    }

    @Test func `a registration is looked after by whoever holds its token, and nobody else's`() async throws {
        let server = try await TestServer.open()
        let json = #"{"redirect_uris":["https://web.example/cb"]}"#
        let (one, other) = (await server.register(json), await server.register(json))
        let access = try await server.tokens()["access_token"]
        for token in [nil, "", "x", other["registration_access_token"], one["client_secret"], access] {
            for method in ["GET", "PUT", "DELETE"] {
                let body = method == "PUT" ? #"{"client_id":"\#(one["client_id"] ?? "")",\#(json.dropFirst())"# : nil
                let reply = await server.registration(method, of: one["client_id"], token: token, body)
                #expect(reply.status == 401)
                #expect(reply.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
            }
        }
        #expect(await server.registration("GET", of: "app", token: one["registration_access_token"]).status == 401)
        #expect(
            await server.registration("GET", of: one["client_id"], token: one["registration_access_token"]).status
                == 200)
    }
}
