import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// Clients whose identifier is the address of their metadata document.
@Suite struct ClientDocumentsTests {
    private static let id = "https://app.example/client.json"
    private static let uri = "http://127.0.0.1:5555/cb"
    private let documents = KeptDocuments()

    private func server(configure: (inout ServerConfiguration) -> Void = { _ in }) async throws -> TestServer {
        try await TestServer.open(documents: documents, configure: configure)
    }

    private func publish(
        _ members: String = "", id: String = Self.id, maxAge: Int64? = nil, type: String = "application/json"
    ) {
        let text = #"{"client_id":"\#(id)","client_name":"App","redirect_uris":["http://127.0.0.1/cb"]\#(members)}"#
        documents.answer(FetchedDocument(mediaType: type, maxAge: maxAge, octets: Array(text.utf8)), at: id)
    }

    private func ask(_ server: TestServer, _ changes: Fields = [:], id: String = Self.id) async -> Reply {
        await server.get("/oauth?\(server.request(of: id, to: Self.uri, changes).encoded)")
    }

    @Test func `a client that nobody registered signs somebody in and refreshes`() async throws {
        let server = try await server()
        publish()
        let tokens = try await server.tokens(of: Self.id, to: Self.uri)
        #expect(tokens.status == 200)
        server.clock.advance(5)
        let refreshed = await server.token(
            ["grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": Self.id])
        #expect(refreshed.status == 200)
        #expect(try await server.store.findClient(ClientID(Self.id))?.origin == .document)
    }

    @Test func `a byte order mark before a document is passed over`() async throws {
        let server = try await server()
        let text = "\u{feff}" + #"{"client_id":"\#(Self.id)","redirect_uris":["http://127.0.0.1/cb"]}"#
        documents.answer(FetchedDocument(mediaType: "application/json", octets: Array(text.utf8)), at: Self.id)
        #expect(await ask(server).status == 303)
    }

    @Test func `the consent page names the host of the document`() async throws {
        let server = try await server()
        publish()
        var browser = TestBrowser(on: server)
        let page = try await browser.signIn(
            on: await browser.get("/oauth?\(server.request(of: Self.id, to: Self.uri).encoded)"))
        #expect(page.isConsent)
        #expect(page.reply.text.contains(#"It is described by <strong class="host" dir="ltr">app.example</strong>"#))
        #expect(!page.reply.text.contains("introduced itself"))
    }

    @Test func `nothing is kept of a client before somebody lets it in`() async throws {
        let server = try await server()
        publish()
        #expect(await ask(server).status == 303)
        #expect(try await server.store.findClients().map(\.id.value) == ["app"])
    }

    @Test(arguments: [(nil, 600), (0, 60), (30, 60), (900, 900), (Int64.max, 86_400)] as [(Int64?, Int64)])
    func `a document is held as its headers say, within bounds`(maxAge: Int64?, held: Int64) async throws {
        let server = try await server()
        publish(maxAge: maxAge)
        for moment in [0, 1, held - 1] as [Int64] {
            server.clock.advance(moment - (server.now.seconds - TestClock().now.seconds))
            #expect(await ask(server).status == 303)
        }
        #expect(documents.fetches.count == 1)
        server.clock.advance(1)
        #expect(await ask(server).status == 303)
        #expect(documents.fetches.count == 2)
    }

    @Test func `what is refused is not held, so that a mended document counts at once`() async throws {
        let server = try await server()
        #expect(await ask(server).status == 503)
        publish(#","client_secret":"x""#)
        #expect(await ask(server).status == 400)
        publish()
        #expect(await ask(server).status == 303)
    }

    @Test func `a hundred who ask at once make one fetch`() async throws {
        let server = try await server()
        publish()
        documents.shut()
        let replies = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<100 { group.addTask { await ask(server).status } }
            while documents.fetches.isEmpty { await Task.yield() }
            for _ in 0..<1000 { await Task.yield() }
            documents.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(replies == Array(repeating: 303, count: 100))
        #expect(documents.fetches.count == 1)
    }

    @Test(arguments: [
        #"{"client_id":"https://app.example/other.json","redirect_uris":["http://127.0.0.1/cb"]}"#,
        #"{"client_id":"https://app.example/client.json/","redirect_uris":["http://127.0.0.1/cb"]}"#,
        #"{"client_id":"HTTPS://app.example/client.json","redirect_uris":["http://127.0.0.1/cb"]}"#,
        #"{"redirect_uris":["http://127.0.0.1/cb"]}"#, #"{"client_id":"https://app.example/client.json"}"#,
        #"{"client_id":"https://app.example/client.json","redirect_uris":[]}"#,
        #"{"client_id":"https://app.example/client.json","redirect_uris":["javascript:alert(1)"]}"#,
        #"{"client_id":"https://app.example/client.json","redirect_uris":["http://127.0.0.1/cb"],"client_secret":"x"}"#,
        #"{"client_id":"https://app.example/client.json","redirect_uris":["http://127.0.0.1/cb"],"client_secret_expires_at":0}"#,
        #"{"client_id":"https://app.example/client.json","redirect_uris":["http://127.0.0.1/cb"],"token_endpoint_auth_method":"client_secret_basic"}"#,
        #"{"client_id":"https://app.example/client.json","client_id":"https://app.example/client.json","redirect_uris":["http://127.0.0.1/cb"]}"#,
        "[]", "", "<html></html>", "null",
    ])
    func `a document that is not a client's own description is refused`(text: String) async throws {
        let server = try await server()
        documents.publish(Array(text.utf8), at: Self.id)
        let reply = await ask(server)
        #expect(reply.status == 400)
        #expect(reply.location == nil)
        #expect(reply.text.contains("metadata document"))
    }

    @Test(arguments: ["text/html", "text/plain", "", "application/javascript", "image/svg+xml"])
    func `what is not served as JSON may be anybody's upload`(type: String) async throws {
        let server = try await server()
        publish(type: type)
        #expect(await ask(server).status == 400)
        publish(type: "application/vnd.example+json")
        #expect(await ask(server).status == 303)
    }

    @Test func `a document of more than 5 KiB is refused`() async throws {
        let server = try await server()
        publish(#","x":"\#(String(repeating: "a", count: 5100))""#)
        #expect(await ask(server).status == 503)
        publish(#","x":"\#(String(repeating: "a", count: 4900))""#)
        #expect(await ask(server).status == 303)
    }

    @Test func `only documents of the hosts that are trusted are fetched, and over https`() async throws {
        let server = try await server { $0.registration.documentHosts = ["app.example"] }
        for id in [
            "https://evil.example/client.json", "https://app.example.evil.example/c", "https://xapp.example/c",
            "http://app.example/client.json", "https://app.example@evil.example/c",
        ] {
            publish(id: id)
            #expect(await ask(server, id: id).status == 400)
        }
        #expect(documents.fetches.isEmpty)
        publish()
        #expect(await ask(server).status == 303)
    }

    @Test func `plain http is for what the operator exempts`() async throws {
        let id = "http://127.0.0.1:8000/client.json"
        publish(id: id)
        #expect(await ask(try await server(), id: id).status == 400)
        let exempt = try await server { $0.registration.plainDocuments = ["127.0.0.1:8000"] }
        #expect(await ask(exempt, id: id).status == 303)
    }

    @Test func `without metadata documents an address is just an unknown client`() async throws {
        let server = try await server { $0.registration.acceptsDocuments = false }
        publish()
        #expect(await ask(server).status == 400)
        #expect(documents.fetches.isEmpty)
    }

    @Test func `a client that somebody let in goes on while its document cannot be had, and ends when it is gone`()
        async throws
    {
        let server = try await server()
        publish()
        var token = try await server.tokens(of: Self.id, to: Self.uri)["refresh_token"]
        documents.publish(nil, at: Self.id)
        server.clock.advance(700)
        let reply = await server.token(["grant_type": "refresh_token", "refresh_token": token, "client_id": Self.id])
        #expect(reply.status == 200)
        token = reply["refresh_token"]
        documents.answer(FetchedDocument(status: 404), at: Self.id)
        server.clock.advance(700)
        let refused = await server.token(["grant_type": "refresh_token", "refresh_token": token, "client_id": Self.id])
        #expect(refused.status == 401)
        #expect(refused.error == "invalid_client")
    }

    @Test func `a document that cannot be had is tried once a minute, and no token waits for it`() async throws {
        let server = try await server()
        publish()
        let tokens = try await server.tokens(of: Self.id, to: Self.uri)
        documents.publish(nil, at: Self.id)
        server.clock.advance(700)
        let before = documents.fetches.count
        #expect(await server.get("/v1/auth/userinfo", bearer: tokens["access_token"]).status == 200)
        #expect(documents.fetches.count == before)
        var token = tokens["refresh_token"]
        for _ in 0..<3 {
            server.clock.advance(15)
            let refreshing: Fields = ["grant_type": "refresh_token", "refresh_token": token, "client_id": Self.id]
            token = await server.token(refreshing)["refresh_token"]
        }
        #expect(token != nil)
        #expect(documents.fetches.count == before + 1)
    }

    @Test func `what the document says now holds now`() async throws {
        let server = try await server()
        publish()
        _ = try await server.tokens(of: Self.id, to: Self.uri)
        documents.publish(
            Array(#"{"client_id":"\#(Self.id)","redirect_uris":["https://app.example/cb"]}"#.utf8), at: Self.id)
        server.clock.advance(700)
        #expect(await ask(server).status == 400)
    }

    @Test func `what a document adds is there for those who come after its first user`() async throws {
        let server = try await server()
        publish()
        _ = try await server.tokens(of: Self.id, to: Self.uri)
        documents.publish(
            Array(
                #"{"client_id":"\#(Self.id)","client_name":"New","redirect_uris":["https://new.example/cb"]}"#.utf8),
            at: Self.id)
        server.clock.advance(700)
        try await server.add(.make("bob"))
        let authorization = try await server.authorize(
            exactly: server.request(of: Self.id, to: "https://new.example/cb"), user: "bob")
        #expect(authorization.answer["code"] != nil)
        #expect(try await server.store.findClient(ClientID(Self.id))?.metadata.name == "New")
    }

    @Test(arguments: [302, 401, 403, 408, 429, 500, 503])
    func `a host that is busy or suspicious ends nobody's sign-in`(status: Int) async throws {
        let server = try await server()
        publish()
        let token = try await server.tokens(of: Self.id, to: Self.uri)["refresh_token"]
        documents.answer(FetchedDocument(status: status), at: Self.id)
        server.clock.advance(700)
        let refreshing: Fields = ["grant_type": "refresh_token", "refresh_token": token, "client_id": Self.id]
        #expect(await server.token(refreshing).status == 200)
    }

    @Test func `a page in place of the document ends nobody's sign-in either`() async throws {
        let server = try await server()
        publish()
        let token = try await server.tokens(of: Self.id, to: Self.uri)["refresh_token"]
        documents.answer(
            FetchedDocument(mediaType: "text/html", octets: Array("<p>Are you a robot?".utf8)), at: Self.id)
        server.clock.advance(700)
        let refreshing: Fields = ["grant_type": "refresh_token", "refresh_token": token, "client_id": Self.id]
        #expect(await server.token(refreshing).status == 200)
    }

    @Test func `a sector is another's until its document lists the client`() async throws {
        let server = try await server()
        publish(#","subject_type":"pairwise","sector_identifier_uri":"https://shop.example/sector""#)
        documents.publish(Array(#"["https://shop.example/cb"]"#.utf8), at: "https://shop.example/sector")
        #expect(await ask(server).status == 400)
        documents.publish(Array(#"["http://127.0.0.1/cb"]"#.utf8), at: "https://shop.example/sector")
        #expect(await ask(server).status == 303)
    }

    @Test func `null says nothing in a document too`() async throws {
        let server = try await server()
        publish(#","client_secret":null,"logo_uri":null"#)
        #expect(await ask(server).status == 303)
    }

    @Test func `one host cannot push the documents of others out`() async throws {
        let server = try await server()
        publish()
        #expect(await ask(server).status == 303)
        for number in 0..<60 {
            let id = "https://many.example/\(number)"
            publish(id: id, maxAge: 86_400)
            server.clock.advance(1)
            #expect(await ask(server, id: id).status == 303)
        }
        #expect(await ask(server).status == 303)
        #expect(documents.fetches.filter { $0 == Self.id }.count == 1)
        #expect(await ask(server, id: "https://many.example/0").status == 303)
        #expect(documents.fetches.filter { $0 == "https://many.example/0" }.count == 2)
    }

    @Test func `a client that an operator registered under an address is that client`() async throws {
        let server = try await server()
        try await server.add(.make(id: Self.id, secret: nil, uris: [Self.uri]))
        #expect(await ask(server).status == 303)
        #expect(documents.fetches.isEmpty)
    }
}
