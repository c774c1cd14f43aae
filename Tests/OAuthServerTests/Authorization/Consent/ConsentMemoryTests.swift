import CardeaTesting
import OAuthProtocol
import OAuthServer
import Testing

/// What a consent remembers of things that have no end by themselves.
@Suite struct ConsentMemoryTests {
    @Test func `the latest resources are remembered, and older ones are asked about again`() async throws {
        let server = try await TestServer { $0.resourceHosts = ["api.example"] }
        let asking = { (numbers: Range<Int>) in
            let request = numbers.reduce(server.request()) { $0.adding("resource", "https://api.example/\($1)") }
            return "/oauth?\(request.encoded)"
        }
        var browser = TestBrowser(on: server)
        try await browser.signIn()
        for numbers in [0..<40, 40..<80] {
            let page = await browser.get(asking(numbers))
            #expect(page.isConsent)
            _ = try await browser.allow(on: page)
        }
        #expect(await !browser.get(asking(40..<80)).isConsent)
        #expect(await !browser.get(asking(0..<24)).isConsent)
        #expect(await browser.get(asking(24..<25)).isConsent)
    }

    @Test func `more resources than a grant can keep are refused, wherever they are named`() async throws {
        let server = try await TestServer { $0.resourceHosts = ["api.example"] }
        let long = "https://api.example/" + String(repeating: "a", count: 4077)
        let request = server.request(["resource": long])
        #expect(await server.get("/oauth?\(request.encoded)").answer["error"] == "invalid_target")
        #expect(await server.get("/oauth?\(server.request(["resource": String(long.dropLast())]).encoded)").isSignIn)
        let token: Fields = ["grant_type": "client_credentials", "client_id": "app", "client_secret": "app-secret"]
        #expect(await server.token(token.adding("resource", long)).error == "invalid_target")
    }
}

extension Reply {
    fileprivate var isSignIn: Bool { location?.hasPrefix("/login?") ?? false }
}
