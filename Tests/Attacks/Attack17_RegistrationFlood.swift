import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// Nobody fills the database, the memory or the line by registering, guessing and pointing elsewhere.
@Suite struct Attack17_RegistrationFlood {
    private static let native = #"{"redirect_uris":["http://127.0.0.1/callback"]}"#

    @Test func `a thousand registrations are no row, and soon no registration`() async throws {
        let server = try await TestServer.open()
        var statuses: [Int: Int] = [:]
        for _ in 0..<1000 { statuses[await server.register(Self.native).status, default: 0] += 1 }
        #expect(statuses == [201: 120, 429: 880])
        #expect(try await server.store.findClients().count == 1)
        let reply = await server.register(Self.native)
        #expect(reply.error == "too_many_requests")
        #expect(reply.header("Retry-After").flatMap(Int.init).map { (1...60).contains($0) } == true)
        #expect(await server.register(Self.native, from: "198.51.100.7").status == 201)
        server.clock.advance(60)
        #expect(await server.register(Self.native).status == 201)
    }

    /// Registers, and replaces the metadata before anybody consents; the answer to that.
    private func replaced(
        on server: TestServer, name: String = "x", from address: String = "192.0.2.1"
    ) async -> (id: String?, token: String?, reply: Reply) {
        let born = await server.register(Self.native, from: address)
        let (id, token) = (born["client_id"], born["registration_access_token"])
        let change = #"{"client_id":"\#(id ?? "")","redirect_uris":["http://127.0.0.1/b"],"client_name":"\#(name)"}"#
        return (id, token, await server.registration("PUT", of: id, token: token, change, from: address))
    }

    @Test func `registrations that nobody let in have few rows of one network, small ones, and the oldest leave`()
        async throws
    {
        let server = try await TestServer.open()
        let other = await replaced(on: server, from: "198.51.100.7")
        var made: [(id: String?, token: String?, reply: Reply)] = []
        for _ in 0..<30 {
            server.clock.advance(1)
            made.append(await replaced(on: server))
        }
        #expect(made.allSatisfy { $0.reply.status == 200 } && other.reply.status == 200)
        let kept = try await server.store.findClients().filter { $0.origin == .registration }
        #expect(Set(kept.map(\.id.value)) == Set((made.suffix(20) + [other]).map { $0.id ?? "" }))
        server.clock.advance(1)
        // What left is gone for good, and has not become what it was before.
        let (first, last) = (made[0], made[29])
        #expect(await server.registration("GET", of: first.id, token: first.token).status == 401)
        #expect(await server.registration("GET", of: last.id, token: last.token).status == 200)
    }

    @Test(arguments: [
        String(repeating: "a", count: 4096), String(repeating: "openid profile email", count: 210),
        String(repeating: "\\u0041", count: 4096),
    ])
    func `metadata of strangers is not kept beyond its measure, however short it can be spelt`(name: String)
        async throws
    {
        let server = try await TestServer.open()
        let metadata = #"{"redirect_uris":["http://127.0.0.1/callback"],"client_name":"\#(name)"}"#
        let born = await server.register(Self.native)
        #expect(await server.register(metadata).error == "invalid_client_metadata")
        let changed = await replaced(on: server, name: name)
        #expect(changed.reply.error == "invalid_client_metadata")
        #expect(born.status == 201)
        #expect(try await server.store.findClients().count == 1)
    }

    @Test func `nor are many members of which each is in order`() async throws {
        let server = try await TestServer.open()
        let uris = (0..<12).map { #""http://127.0.0.1\#(String(repeating: "/oauth/", count: 45))\#($0)/callback""# }
        func metadata(_ count: Int, _ id: String = "") -> String {
            #"{\#(id)"redirect_uris":[\#(uris.prefix(count).joined(separator: ","))]}"#
        }
        #expect(await server.register(metadata(9)).status == 201)
        #expect(await server.register(metadata(12)).error == "invalid_client_metadata")
        let born = await server.register(Self.native)
        let (id, token) = (born["client_id"], born["registration_access_token"])
        let named = #""client_id":"\#(id ?? "")","#
        for (count, status) in [(12, 400), (9, 200)] {
            let reply = await server.registration("PUT", of: id, token: token, metadata(count, named))
            #expect(reply.status == status)
        }
    }

    @Test func `whom somebody let in keeps its row, whatever strangers register`() async throws {
        let server = try await TestServer.open()
        let friend = await replaced(on: server)
        _ = try await server.tokens(of: friend.id, to: "http://127.0.0.1/b")
        for _ in 0..<25 {
            server.clock.advance(1)
            _ = await replaced(on: server)
        }
        server.clock.advance(1)
        #expect(await server.registration("GET", of: friend.id, token: friend.token).status == 200)
        #expect(await server.registration("DELETE", of: friend.id, token: friend.token).status == 204)
        #expect(await server.registration("GET", of: friend.id, token: friend.token).status == 401)
    }

    @Test func `withdrawing is limited as registering is, and what was withdrawn is gone`() async throws {
        let server = try await TestServer.open()
        for _ in 0..<60 {
            let born = await server.register(Self.native)
            let (id, token) = (born["client_id"], born["registration_access_token"])
            #expect(await server.registration("DELETE", of: id, token: token).status == 204)
            #expect(await server.registration("GET", of: id, token: token).status == 401)
        }
        #expect(await server.register(Self.native).status == 429)
    }

    @Test func `what one network withdrew is remembered a hundred times, and the oldest can be registered again`()
        async throws
    {
        let server = try await TestServer.open()
        var withdrawn: [(id: String?, token: String?)] = []
        for _ in 0..<101 {
            let born = await server.register(Self.native)
            let (id, token) = (born["client_id"], born["registration_access_token"])
            #expect(await server.registration("DELETE", of: id, token: token).status == 204)
            withdrawn.append((id, token))
            server.clock.advance(2)
        }
        for (number, status) in [(0, 200), (1, 401), (100, 401)] {
            let (id, token) = withdrawn[number]
            #expect(await server.registration("GET", of: id, token: token).status == status, "\(number)")
        }
    }

    @Test func `a network of IPv6 addresses is one address`() async throws {
        let server = try await TestServer.open()
        var made = 0
        for number in 0..<200 where await server.register(Self.native, from: "2001:db8:1:2::\(number)").status == 201 {
            made += 1
        }
        #expect(made == 120)
    }

    @Test func `who names unknown clients without end is told to wait, and known clients are not`() async throws {
        let server = try await TestServer()
        var last = 0
        for number in 0..<601 {
            last = await server.token(["grant_type": "client_credentials", "client_id": "guess-\(number)"]).status
        }
        #expect(last == 429)
        #expect(try await server.clientToken().status == 200)
        let page = await server.get("/oauth?client_id=guess")
        #expect(page.status == 429)
    }

    @Test func `an address makes the server fetch no more documents than it should`() async throws {
        let documents = KeptDocuments()
        let server = try await TestServer.open(documents: documents)
        for number in 0..<300 {
            _ = await server.get("/oauth?client_id=https%3A%2F%2Fvictim.example%2F\(number)&response_type=code")
        }
        #expect(documents.fetches.count == 120)
    }

    @Test(arguments: ["/v1/auth/logout?client_id=", "/oauth?response_type=code&client_id="])
    func `no page makes the server fetch without end`(path: String) async throws {
        let documents = KeptDocuments()
        let server = try await TestServer.open(documents: documents)
        for number in 0..<300 { _ = await server.get("\(path)https%3A%2F%2Fvictim.example%2F\(number)") }
        #expect(documents.fetches.count == 120)
    }

    @Test func `keys of strangers are fetched no more often for one address than documents are`() async throws {
        let documents = KeptDocuments()
        let server = try await TestServer.open(documents: documents)
        for number in 0..<130 {
            let id = await server.register(
                #"{"redirect_uris":["http://127.0.0.1/callback"],"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://victim.example/\#(number)"}"#,
                from: "198.51.100.\(number)")["client_id"]
            let assertion = try TestSigner().sign(
                [
                    "iss": .string(id ?? ""), "sub": .string(id ?? ""), "aud": .string(server.issuer.value), "jti": "1",
                    "exp": .integer(server.now.seconds + 60),
                ])
            _ = await server.token([
                "grant_type": "client_credentials", "client_assertion": assertion,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ])
        }
        #expect(documents.fetches.count == 120)
    }

    @Test func `a rented network is not as many as it has addresses`() async throws {
        let server = try await TestServer.open()
        var made = 0
        for network in 0..<40 {
            for number in 0..<60
            where await server.register(Self.native, from: "2001:db8:1:\(network)::\(number)").status == 201 {
                made += 1
            }
        }
        #expect(made == 16 * 120)
    }
}
