import CardeaTesting
import OAuthProtocol
import OAuthServer
import Outbound
import Storage
import StorageTesting
import Testing

@testable import cardea

/// Nobody chooses where the server fetches from but who registers a client, and nobody learns what came of it.
@Suite struct Attack06_ClientAddresses {
    private let server: TestServer
    private let documents = KeptDocuments()
    private let signer: TestSigner

    init() async throws {
        signer = try TestSigner()
        server = try await TestServer(
            clients: [
                .make { metadata in
                    metadata.requestURIs = [RequestURI("https://app.example/requests/1")].compactMap(\.self)
                    metadata.jwksURI = WebURI("https://app.example/keys")
                }
            ], documents: documents)
    }

    private func ask(_ changes: Fields) async -> Reply {
        await server.get("/oauth?\(server.request(changes).encoded)")
    }

    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data/", "https://127.0.0.1/", "https://localhost/requests/1",
        "https://app.example/requests/2", "https://app.example/requests/1/../2", "https://app.example.evil.example/",
        "https://app.example@127.0.0.1/requests/1", "https://app.example\\@127.0.0.1/requests/1",
        "https://app.example/requests/1?url=http://127.0.0.1/", "http://app.example/requests/1", "gopher://127.0.0.1/",
        "file:///etc/passwd", "data:text/plain,e30.e30.", "https://app.example/requests/%31",
    ])
    func `an address that the client did not register is never fetched`(address: String) async {
        let reply = await ask(["request_uri": address])
        #expect(reply.answer["error"] == "invalid_request_uri")
        #expect(documents.fetches.isEmpty)
    }

    @Test func `where keys are comes from the registration and never from a token`() async throws {
        let claims: JSONObject = ["iss": "app", "client_id": "app", "jwks_uri": "https://127.0.0.1/", "state": "x"]
        for header in [["jku": "https://127.0.0.1/"], ["x5u": "https://127.0.0.1/"], ["kid": "https://127.0.0.1/"]]
            as [JSONObject]
        {
            _ = await ask(["request": try signer.sign(claims, header: header)])
        }
        #expect(Set(documents.fetches).isSubset(of: ["https://app.example/keys"]))
    }

    @Test func `what was found there is not told`() async throws {
        var descriptions: Set<String> = []
        for document in [nil, "<html>canary</html>", "root:x:0:0:canary", #"{"canary":1}"#] {
            documents.publish(document.map { Array($0.utf8) }, at: "https://app.example/requests/1")
            let reply = await ask(["request_uri": "https://app.example/requests/1"])
            #expect(["invalid_request_uri", "invalid_request_object"].contains(reply.answer["error"] ?? ""))
            #expect(!reply.whole.contains("canary"))
            descriptions.insert(reply.answer["error_description"] ?? "")
        }
        #expect(!descriptions.contains(""))
    }

    @Test func `forged key names cost the client's server five fetches a minute and no more`() async throws {
        documents.publish(signer.jwks, at: "https://app.example/keys")
        for number in 0..<50 {
            let object = try signer.sign(["client_id": "app"], header: ["kid": .string("key-\(number + 2)")])
            #expect(await ask(["request": object]).answer["error"] == "invalid_request_object")
        }
        #expect(documents.fetches.count == 5)
        // And the client's own requests go on.
        let good = try signer.sign(["client_id": "app", "scope": "nonsense"])
        #expect(await ask(["request": good]).answer["error"] == "invalid_scope")
    }

    @Test(arguments: [
        "https://127.0.0.1/keys", "https://10.0.0.1/keys", "https://[::1]/keys", "https://db.internal/keys",
    ])
    func `keys at an inside address are refused for good, and the operator reads why`(address: String) async throws {
        let keyed = KeyedClient(id: "keyed", signer: signer)
        let server = try await TestServer(
            clients: [keyed.record(keysAt: address)], documents: OutboundClient(allowing: []))
        let proof = KeyedClient.presenting(try keyed.assertion(for: server))
        let reply = await server.token(proof.adding("grant_type", "client_credentials"))
        #expect(reply.status == 400 && reply.error == "invalid_client_metadata")
        #expect(reply.text.contains("must be an address of the public internet"))
        // Whoever asks need not be whoever registered it.
        #expect(!reply.text.contains(address))
        #expect(server.log.lines.contains { $0.contains("is listed in outbound.allow") })
    }

    @Test func `a request object there is a bad address, and keys for one a bad object`() async throws {
        let client = ClientRecord.make { metadata in
            metadata.requestURIs = [RequestURI("https://127.0.0.1/requests/1")].compactMap(\.self)
            metadata.jwksURI = WebURI("https://127.0.0.1/keys")
        }
        let server = try await TestServer(clients: [client], documents: OutboundClient(allowing: []))
        func error(_ changes: Fields) async -> String? {
            await server.get("/oauth?\(server.request(changes).encoded)").answer["error"]
        }
        #expect(await error(["request_uri": "https://127.0.0.1/requests/1"]) == "invalid_request_uri")
        #expect(await error(["request": try signer.sign(["client_id": "app"])]) == "invalid_request_object")
    }

    @Test(arguments: ["https://127.0.0.1/c.json", "https://localhost/c.json", "https://192.168.1.7:8443/c.json"])
    func `a client described at an inside address is refused at once, with the reason`(id: String) async throws {
        let server = try await TestServer.open(documents: documents)
        let page = await server.get("/oauth?\(server.request(of: id, to: "http://127.0.0.1:5/cb").encoded)")
        #expect(page.status == 400)
        #expect(page.text.contains("its address must be an address of the public internet"))
        #expect(documents.fetches.isEmpty)
    }

    @Test(arguments: ["jwks_uri", "backchannel_logout_uri"])
    func `who registers itself with an inside address hears so`(member: String) async throws {
        let server = try await TestServer.open(documents: documents)
        let uris = #""redirect_uris":["https://a.example/cb"]"#
        for address in ["https://10.0.0.1/x", "https://[fd00::1]/x", "https://localhost:8443/x"] {
            let reply = await server.register(#"{\#(uris),"\#(member)":"\#(address)"}"#)
            #expect(reply.status == 400 && reply.error == "invalid_client_metadata")
            #expect(reply.text.contains("\(member) must be an address of the public internet"))
        }
        #expect(await server.register(#"{\#(uris),"\#(member)":"https://a.example/x"}"#).status == 201)
    }
}
