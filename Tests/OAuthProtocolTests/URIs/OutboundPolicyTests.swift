import OAuthProtocol
import Testing

/// What the text of a URI shows of where it leads.
@Suite struct OutboundPolicyTests {
    private func objection(_ uri: String, allowing allowed: [String] = []) throws -> OutboundPolicy.Objection? {
        OutboundPolicy(allowing: allowed).objection(to: try #require(WebURI(uri)))
    }

    @Test(arguments: [
        "https://app.example/", "https://93.184.216.34/", "https://[2606:4700::1]/", "https://a-b.example:8443/x",
        "https://localhost.example/", "https://10.example/",
    ])
    func `the public internet may be visited`(uri: String) throws {
        #expect(try objection(uri) == nil)
    }

    @Test(arguments: [
        "https://127.0.0.1/", "https://10.0.0.1:8443/", "https://169.254.169.254/latest", "https://[::1]/",
        "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://localhost/", "https://LOCALHOST:8/",
        "https://app.localhost/", "https://printer.local/", "https://nas.home.arpa/", "https://db.internal/",
    ])
    func `special-use addresses and names may not, but for exemptions of host and port`(uri: String) throws {
        let place = try #require(WebURI(uri)).hostAndPort
        #expect(try objection(uri) == .notPublic)
        #expect(try objection(uri, allowing: [place]) == nil)
        #expect(try objection(uri, allowing: ["other.example:443", "\(place)0"]) == .notPublic)
        #expect(OutboundPolicy.Objection.notPublic.advice(on: try #require(WebURI(uri))).contains(place))
    }

    @Test func `plain http is for exemptions alone`() throws {
        #expect(try objection("http://app.example/") == .plainHTTP)
        #expect(try objection("http://127.0.0.1:9/") == .plainHTTP)
        #expect(try objection("http://127.0.0.1:9/", allowing: ["127.0.0.1:9"]) == nil)
        #expect(try objection("http://App.example/", allowing: ["APP.example:80"]) == nil)
    }

    @Test(arguments: ["https://ex%61mple.example/", "https://a,b.example/", "https://[v1.x,y]/"])
    func `a host that two programs might read differently is never visited`(uri: String) throws {
        let place = try #require(WebURI(uri)).hostAndPort
        #expect(try objection(uri, allowing: [place]) == .unclear)
    }
}
