import CardeaTesting
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Secrets that people chose can be guessed, and cost to judge: wrong ones are counted.
@Suite struct ChosenSecretTests {
    private let server: TestServer

    init() async throws {
        var clients: [ClientRecord] = []
        for id in ["app", "other"] {
            var client = ClientRecord.make(id: id)
            let hash = try await SharedParts.hasher.get().hash(Secret("chosen + \(id)"))
            client.secrets = [StoredSecret(.argon2id(hash))]
            clients.append(client)
        }
        server = try await TestServer(clients: clients)
    }

    private func status(_ secret: String, of client: String = "app", from address: String = "192.0.2.1") async -> Int {
        await reply(secret, of: client, from: address).status
    }

    private func reply(_ secret: String, of client: String, from address: String) async -> Reply {
        let form: Fields = ["grant_type": "client_credentials", "client_id": client, "client_secret": secret]
        return await server.send(
            "POST", "/v1/auth/oauthtoken", headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array(form.encoded.utf8), from: address)
    }

    @Test func `after twenty wrong ones from one network it has to wait, and nobody else has`() async throws {
        for number in 0..<20 { #expect(await status("wrong \(number)") == 401) }
        let refused = await reply("wrong", of: "app", from: "192.0.2.1")
        #expect(refused.status == 429)
        #expect(refused.header("retry-after") == "60")
        #expect(await status("chosen + app") == 429)
        #expect(await status("chosen + other", of: "other") == 200)
        #expect(await status("chosen + app", from: "198.51.100.1") == 200)
        // It is known by now, and costs nothing to recognize.
        #expect(await status("chosen + app") == 200)
        #expect(await status("wrong") == 429)
        server.clock.advance(60)
        #expect(await status("wrong") == 401)
    }

    @Test func `no wait is longer than five minutes`() async throws {
        var waits: [String?] = []
        for _ in 0..<20 { _ = await status("wrong") }
        for _ in 0..<5 {
            let wait = await reply("wrong", of: "app", from: "192.0.2.1").header("retry-after")
            waits.append(wait)
            server.clock.advance(wait.flatMap { Int64($0) } ?? 0)
            _ = await status("wrong")
        }
        #expect(waits == ["60", "120", "240", "300", "300"])
    }

    @Test func `a hundred of one network are counted whatever clients they are for`() async throws {
        for number in 0..<100 {
            var client = ClientRecord.make(id: "client-\(number)")
            client.secrets = [StoredSecret(.argon2id(try await SharedParts.hasher.get().hash(Secret("x"))))]
            try await server.add(client)
            #expect(await status("wrong", of: "client-\(number)") == 401)
        }
        #expect(await status("wrong", of: "other") == 429)
        #expect(await status("wrong", of: "other", from: "192.0.2.2") == 401)
    }

    @Test func `of a hundred wrong ones at once twenty are judged`() async throws {
        let statuses = await withTaskGroup(of: Int.self) { group in
            for number in 0..<100 { group.addTask { await status("wrong \(number)") } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 401 } == 20)
        #expect(statuses.count { $0 == 429 } == 80)
    }

    @Test func `the right one is known again however it is written, and beside one that overlaps`() async throws {
        let old = try await SharedParts.hasher.get().hash(Secret("old + secret"))
        var client = ClientRecord.make()
        client.secrets += [StoredSecret(.argon2id(old), expiresAt: server.now + 86_400)]
        client.secrets.insert(
            StoredSecret(.argon2id(try await SharedParts.hasher.get().hash(Secret("new")))), at: 0)
        _ = try await server.store.commitClient(client)
        server.clock.advance(1)
        // As it is in a Basic header that says nothing of percent-encoding, where + reads as a space first.
        let basic = "Basic " + Base64.encode(Array("app:old + secret".utf8))
        for _ in 0..<60 {
            let refusal = await server.refusal(of: ["grant_type": "client_credentials"], authorization: basic)
            #expect(refusal == nil)
        }
    }

    @Test func `one that was not judged for want of room does not count`() async throws {
        let guesses = ClientSecretGuesses(attempts: server.store, mac: { TokenDigest(of: $0).octets })
        let (app, now) = (ClientID("app"), server.now)
        for _ in 0..<50 {
            #expect(try await guesses.begin(as: app, from: "192.0.2.1", at: now) == nil)
            try await guesses.takeBack(app, from: "192.0.2.1")
        }
    }
}
