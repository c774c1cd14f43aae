import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// Signing out leads to an address that the client itself registered, octet for octet, or nowhere.
@Suite struct Attack04_LogoutRedirect {
    private static let registered = "https://app.example/signed-out"
    private static let nearly = [
        "https://app.example/signed-out/", "https://app.example/signed-ou", "https://app.example/signed-out?",
        "https://app.example/signed-out?x=1", "https://app.example/signed-out#", "https://app.example/signed-out#x",
        "https://app.example/Signed-out", "https://APP.example/signed-out", "HTTPS://app.example/signed-out",
        "https://app.example:443/signed-out", "http://app.example/signed-out", "https://app.example./signed-out",
        "https://app.example/./signed-out", "https://app.example/%73igned-out", "https://app.example//signed-out",
        "https://app.example\\signed-out", "https://x@app.example/signed-out", "https://app.example@evil.example/",
        "https://app.example.evil.example/signed-out", " https://app.example/signed-out",
        "https://app.example/signed-out ", "https://app.example/signed-out\r\nSet-Cookie: a=b",
        "//app.example/signed-out",
        "/signed-out", "http://127.0.0.1:4001/out", "http://localhost:4000/out", "http://127.0.0.1/out",
        "https://other.example/out", "https://app.example/callback",
    ]

    private let server: TestServer

    init() async throws {
        let app = ClientRecord.make { metadata in
            metadata.postLogoutRedirectURIs = [Self.registered, "http://127.0.0.1:4000/out"].compactMap {
                RedirectURI($0)
            }
        }
        let other = ClientRecord.make(id: "other", secret: "other-secret") { metadata in
            metadata.postLogoutRedirectURIs = ["https://other.example/out"].compactMap { RedirectURI($0) }
        }
        server = try await TestServer(clients: [app, other])
    }

    private func expectRefusal(_ reply: Reply, _ what: String) {
        #expect(reply.status == 400, "\(what)")
        #expect(reply.header("Location") == nil && reply.header("Refresh") == nil, "\(what)")
        #expect(reply.header("Set-Cookie") == nil, "\(what)")
    }

    @Test(arguments: nearly)
    func `an address that is nearly the registered one is not it`(uri: String) async throws {
        var browser = try await server.authorize().browser
        let hint = try await server.tokens(in: browser)["id_token"]
        let form = try #require(await browser.get("/v1/auth/logout?client_id=app").forms.first)
        for who in [["client_id": "app"], ["id_token_hint": hint], [:]] as [Fields] {
            let request = who.adding("post_logout_redirect_uri", uri)
            // Whether or not somebody is signed in, by a link, by a form of elsewhere, and by our own.
            expectRefusal(await server.get("/v1/auth/logout?\(request.encoded)"), uri)
            expectRefusal(await server.post("/v1/auth/logout", form: request), uri)
            expectRefusal(await browser.request("GET", "/v1/auth/logout?\(request.encoded)"), uri)
            let confirmed = form.fields.replacing(with: request.adding("decision", "logout"))
            expectRefusal(await browser.request("POST", "/v1/auth/logout", confirmed), uri)
        }
        #expect(await browser.request("GET", "/account").status == 200)
    }

    @Test func `the registered address does not serve without its client`() async throws {
        let hint = try await server.tokens(client: "other", secret: "other-secret")["id_token"]
        let own = try await server.tokens()["id_token"]
        for who in [
            [:], ["client_id": "other"], ["client_id": "nobody"], ["id_token_hint": hint],
            ["id_token_hint": hint, "client_id": "app"], ["client_id": "APP"],
            ["id_token_hint": own, "client_id": "other"], ["id_token_hint": own, "client_id": "nobody"],
        ] as [Fields] {
            let request = who.adding("post_logout_redirect_uri", Self.registered)
            expectRefusal(await server.get("/v1/auth/logout?\(request.encoded)"), request.encoded)
        }
    }

    @Test(arguments: ["post_logout_redirect_uri", "client_id", "id_token_hint", "state", "unknown"])
    func `what stands twice is not believed once`(name: String) async throws {
        let hint = try await server.tokens()["id_token"]
        let request: Fields = [
            "id_token_hint": hint, "client_id": "app", "post_logout_redirect_uri": Self.registered, "state": "s",
            "unknown": "x",
        ]
        #expect(await server.get("/v1/auth/logout?\(request.encoded)").location == Self.registered + "?state=s")
        let twice = request.adding(name, request[name] ?? "")
        expectRefusal(await server.get("/v1/auth/logout?\(twice.encoded)"), name)
    }

    @Test(arguments: ["\r\nSet-Cookie: a=b", "\" onload=\"x", "#https://evil.example", "&client_id=x", "\u{202e}"])
    func `a state stays a state`(state: String) async throws {
        let request: Fields = ["client_id": "app", "post_logout_redirect_uri": Self.registered, "state": state]
        let reply = await server.get("/v1/auth/logout?\(request.encoded)")
        #expect(reply.location == "\(Self.registered)?\(PercentEncoding.query([("state", state)]))")
        #expect(reply.setCookies.isEmpty)
    }
}
