import CardeaTesting
import OAuthProtocol
import Storage
import StorageTesting
import Testing

/// Where a code is sent is decided byte for byte. The corpus is what has fooled other servers.
@Suite struct Attack03_RedirectMatching {
    private static let registered = "https://app.example/callback"

    static let corpus = [
        "https://app.example/callback/", "https://app.example/callback%2f", "https://app.example/callback/../callback",
        "https://app.example/callback?", "https://app.example/callback?next=https://evil.example",
        "https://app.example/callback#", "https://app.example/callback#@evil.example", "https://app.example/Callback",
        "https://App.Example/callback", "HTTPS://app.example/callback", "https://app.example:443/callback",
        "https://app.example:8443/callback", "https://app.example./callback",
        "https://app.example.evil.example/callback",
        "https://evil.example/https://app.example/callback", "https://evil.example?https://app.example/callback",
        "https://evil.example#https://app.example/callback", "https://app.example@evil.example/callback",
        "https://app.example:x@evil.example/callback", "https://evil.example\\@app.example/callback",
        "https://app.example\\.evil.example/callback", "https:\\\\app.example/callback", "https:/app.example/callback",
        "https:///app.example/callback", "//app.example/callback", "/callback", "callback",
        "http://app.example/callback",
        "https://app.example/callback\t", "https://app.example/call\nback", " https://app.example/callback",
        "https://app.example/callback ", "https://app.example\u{0}.evil.example/callback",
        "https://app.example/callback\u{0}",
        "https://app%2eexample/callback", "https://app.example%2f@evil.example/callback",
        "https://аpp.example/callback",
        "https://app.example/callback\u{301}", "https://app。example/callback", "https://*.example/callback",
        "https://evil.app.example/callback", "javascript:alert(1)//https://app.example/callback", "data:text/html,x",
        "https://[app.example]/callback", "https://app.example/callback&redirect_uri=https://evil.example",
        "https%3A%2F%2Fapp.example%2Fcallback", "https://app.example/callback;x", "https://app.example//callback",
        "https://app.example/./callback", "https://app.exam\u{ad}ple/callback",
    ]

    @Test(arguments: corpus)
    func `what is not the registered address is shown and never redirected to`(uri: String) async throws {
        let server = try await TestServer()
        for request in [
            server.request(["redirect_uri": uri]), server.request(["redirect_uri": uri, "response_type": "x"]),
        ] {
            for reply in [
                await server.get("/oauth?\(request.encoded)"), await server.post("/authorize", form: request),
                await server.get("/oauth/authorize?\(request.setting("prompt", to: "none").encoded)"),
            ] {
                #expect(reply.status == 400)
                #expect(reply.location == nil)
                #expect(reply.header("Content-Type") == "text/html; charset=utf-8")
                #expect(!reply.text.contains("http-equiv"))
            }
        }
    }

    @Test func `a redirect URI that cannot be read counts as wrong, not as absent`() async throws {
        let server = try await TestServer()
        let base = server.request().removing("redirect_uri").encoded
        let many = (0..<70).map { "p\($0)=1" }.joined(separator: "&")
        let long = "redirect_uri=https://evil.example/" + String(repeating: "x", count: 8192)
        for query in [
            "\(base)&redirect_uri=%zz", "\(base)&redirect_uri=%ff", "\(base)&\(long)",
            "\(base)&\(many)&redirect_uri=https://e",
            "\(base)&redirect_uri=\(Self.registered)&redirect_uri=\(Self.registered)",
            "\(base)&redirect_uri=\(Self.registered)&redirect_uri=https://evil.example",
            "\(base)&redirect%5furi=\(Self.registered)&redirect_uri=",
        ] {
            let reply = await server.get("/oauth?\(query)")
            #expect(reply.status == 400)
            #expect(reply.location == nil)
        }
    }

    @Test func `a repeated or unknown client is shown too`() async throws {
        let server = try await TestServer()
        for request in [
            server.request().adding("client_id", "app"), server.request().adding("client_id", "other"),
            server.request().removing("client_id"), server.request(client: "nobody"), server.request(client: "APP"),
        ] {
            let reply = await server.get("/oauth?\(request.encoded)")
            #expect(reply.status == 400)
            #expect(reply.location == nil)
        }
    }

    @Test func `decoding happens once`() async throws {
        let server = try await TestServer()
        let twice = PercentEncoding.encode(PercentEncoding.encode(Self.registered))
        let request = server.request().removing("redirect_uri").encoded
        #expect(await server.get("/oauth?\(request)&redirect_uri=\(twice)").status == 400)
    }

    @Test func `without a redirect URI there must be exactly one to choose from`() async throws {
        let server = try await TestServer(clients: [
            .make(), .make(id: "two", uris: ["https://a.example/cb", "https://b.example/cb"]),
        ])
        let one = await server.get("/oauth?\(server.request(["prompt": "none"]).removing("redirect_uri").encoded)")
        #expect(one.location?.hasPrefix(Self.registered) == true)
        #expect(
            await server.get("/oauth?\(server.request(client: "two").removing("redirect_uri").encoded)").status == 400)
    }

    /// Whatever is accepted for a registered address leads a browser, which reads more generously than we do, to the
    /// registered host and nowhere else.
    @Test func `no mutation of an address that is accepted leads a browser elsewhere`() throws {
        var chance = SeededGenerator(seed: 15233)
        let origins = [
            "https://app.example/callback", "http://127.0.0.1:3030/cb?x=1", "http://[::1]/cb", "http://localhost/cb",
        ]
        let scraps = [
            "\\", "/", "//", "@", ":", "#", "?", "%2f", "%00", "\t", "\n", " ", ".", "..", "evil.example", "80", "[",
            "]",
        ]
        var accepted = 0
        for _ in 0..<20_000 {
            let origin = chance.choice(origins) ?? ""
            var text = Array(origin.unicodeScalars)
            for _ in 0...chance.number(below: 3) {
                let place = chance.number(below: text.count + 1)
                switch chance.number(below: 3) {
                case 0 where place < text.count: text.remove(at: place)
                default: text.insert(contentsOf: Array((chance.choice(scraps) ?? "").unicodeScalars), at: place)
                }
            }
            let candidate = String(String.UnicodeScalarView(text))
            let registered = try #require(RedirectURI(origin))
            guard let requested = RedirectURI(candidate), registered.matches(requested) else { continue }
            accepted += 1
            #expect(GenerousBrowser.host(of: candidate) == GenerousBrowser.host(of: origin), "\(candidate)")
        }
        #expect(accepted > 100)
    }
}
