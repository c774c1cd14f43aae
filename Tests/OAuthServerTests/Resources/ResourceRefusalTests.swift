import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting
import Testing

/// What `invalid_target` says: what would be accepted, to those who may know.
@Suite struct ResourceRefusalTests {
    private func server(secret: String? = "app-secret") async throws -> TestServer {
        let own = ["https://own.example", "https://secret.example"].compactMap { ResourceIndicator($0) }
        let client = ClientRecord.make(secret: secret) { $0.resources = own }
        return try await TestServer(clients: [client]) { configuration in
            for (uri, describe) in [("https://open.example", true), ("https://hidden.example", false)] {
                guard let indicator = ResourceIndicator(uri) else { continue }
                var resource = ResourceConfiguration(uri: indicator)
                resource.describe = describe
                configuration.resources.append(resource)
            }
        }
    }

    private func description(_ reply: Reply) -> String {
        reply.error == "invalid_target" ? reply["error_description"] ?? "" : "no refusal: \(reply.text)"
    }

    @Test func `a client that proved itself is told of its own resources and of those that all may know`() async throws
    {
        let fields: Fields = [
            "grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret",
            "resource": "https://unknown.example",
        ]
        let text = description(await (try server()).token(fields))
        #expect(text.hasSuffix("; it may ask for https://own.example, https://secret.example and https://open.example"))
        #expect(text.hasPrefix("resource https://unknown.example is not known to this server for this client"))
        #expect(!text.contains("hidden"))
    }

    @Test(arguments: ["app-secret", nil] as [String?])
    func `whoever asks in a client's name at the authorization endpoint is told of the latter alone`(secret: String?)
        async throws
    {
        let server = try await server(secret: secret)
        let request = server.request(TestServer.pkce).adding("resource", "https://unknown.example")
        let answer = await server.get("/oauth?\(request.encoded)").answer
        #expect(answer["error"] == "invalid_target")
        #expect(answer["error_description"]?.hasSuffix("; it may ask for https://open.example") == true)
    }

    @Test func `a code's or refresh token's holder is told of what was authorised`() async throws {
        let server = try await server()
        let request = server.request(["resource": "https://hidden.example"]).adding("resource", "https://own.example")
        let fields = server.redemption(of: try await server.authorize(exactly: request).code)
        for other in ["https://open.example", "https://unknown.example"] {
            let text = description(await server.token(fields.adding("resource", other)))
            #expect(
                text.hasPrefix(
                    "resource \(other) was not authorized: what may be asked for here is https://hidden.example and https://own.example. "
                ))
        }
        let tokens = await server.token(fields)
        let refresh = server.refreshing(tokens["refresh_token"]).adding("resource", "https://unknown.example")
        #expect(description(await server.token(refresh)).contains("https://hidden.example"))
        let plain = server.redemption(of: try await server.authorize().code)
        let text = description(await server.token(plain.adding("resource", "https://own.example")))
        #expect(
            text == "resource https://own.example was not authorized: the authorization request named no resource, "
                + "so that this server itself is meant: https://cardea.example. Anything else needs a new authorization request"
        )
    }

    @Test func `where nothing may be named nothing is`() async throws {
        let fields: Fields = [
            "grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret",
            "resource": "https://unknown.example",
        ]
        let text = description(await (try TestServer()).token(fields))
        #expect(text == "resource https://unknown.example is not known to this server for this client")
    }

    @Test func `many names are cut short`() async throws {
        let own = (0..<100).compactMap { ResourceIndicator("https://api-\($0).example/some/path") }
        let server = try await TestServer(clients: [.make { $0.resources = own }])
        let fields: Fields = [
            "grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret",
            "resource": "https://unknown.example",
        ]
        let text = description(await server.token(fields))
        #expect(text.utf8.count < 500)
        #expect(text.contains("https://api-0.example/some/path, ") && text.hasSuffix(" more"))
    }
}
