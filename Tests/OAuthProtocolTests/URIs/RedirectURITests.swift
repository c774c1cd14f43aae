import OAuthProtocol
import Testing

@Suite struct RedirectURITests {
    @Test(arguments: [
        "https://app.example/callback", "https://app.example", "https://app.example:8443/cb?x=1",
        "https://APP.example/cb",
        "https://app.example/a//b", "https://app.example/%2e%2e/cb", "https://[2001:db8::1]/cb", "http://localhost/cb",
        "http://localhost:3030/oauth/tradovate/callback", "http://127.0.0.1:8080/cb", "http://[::1]:9/cb",
        "http://[::1]",
        "com.example.app:/cb", "com.example.app:cb", "com.example.app://cb",
    ])
    func `https, http on loopback and private-use schemes may be registered`(text: String) {
        #expect(RedirectURI(text)?.value == text)
    }

    @Test(arguments: [
        "", "callback", "/callback", "//app.example/cb", "https:", "https:/", "https:///cb", "https:app.example",
        "http://app.example/cb", "http://localhost.evil.example/cb", "http://127.1/cb",
        "http://0.0.0.0/cb", "http://LOCALHOST/cb", "http://[::]/cb", "http://[::1/cb", "http://::1/cb",
        "http://localhost./cb",
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "about:blank",
        "HTTPS://app.example/cb",
        "com.example.app:", "JavaScript:alert(1)", "view-source:https://app.example", "intent://x#Intent;end",
        "http://172.32.0.1/cb", "http://192.169.0.1/cb", "http://8.8.8.8/cb", "http://[2001:db8::1]/cb",
        "http://.localhost/cb", "http://App.localhost/cb", "http://local/cb", "http://evillocal/cb",
        "http://app.localhost.evil.example/cb", "http://010.0.0.1/cb",
    ])
    func `what would send a code astray cannot be expressed`(text: String) {
        #expect(RedirectURI(text) == nil)
    }

    @Test(arguments: [
        "https://app.example/cb#", "https://app.example/cb#x", "https://user@app.example/cb",
        "https://app.example@evil.example/",
        "https://user:pw@app.example/cb", "https://app.example:80@evil.example/", "https://@app.example/",
        "https://app.example:/cb", "https://app.example:0/cb", "https://app.example:65536/cb",
        "https://app.example:8x/cb",
        "https://app.example:+80/cb", "https://app.example:80:80/cb",
    ])
    func `fragments, user information and odd ports are refused`(text: String) {
        #expect(RedirectURI(text) == nil)
    }

    @Test(arguments: [
        "https://app.example\\@evil.example/", "https:\\\\app.example/", "https://app.example/\\evil",
        "https://app.exa\tmple/",
        "https://app.example/\n", " https://app.example/", "https://app.example/ ", "https://app.example/\u{0}",
        "https://app.example/\"", "https://app.example/<b>", "https://app.example/{x}", "https://app.example/`",
        "https://app.example/^", "https://app.example/|", "https://аpp.example/cb", "https://app.example/é",
        "https://app.example\u{3002}evil/", "https://app。example/",
    ])
    func `what two parsers could read differently is refused`(text: String) {
        #expect(RedirectURI(text) == nil)
    }

    @Test(
        arguments: [
            ("http://app.localhost:3000/cb", .localName), ("http://192.168.1.5:8080/cb", .privateNetwork),
            ("http://10.1.2.3/cb", .privateNetwork), ("http://172.31.255.255/cb", .privateNetwork),
            ("http://127.0.0.2/cb", .privateNetwork), ("http://[fd12::1]/cb", .privateNetwork),
            ("http://100.64.0.1/cb", .privateNetwork), ("http://nas.local/cb", .privateNetwork),
            ("http://git.home.arpa/cb", .privateNetwork), ("audiobookshelf://oauth", .schemeWithoutDot),
            ("custom:/cb", .schemeWithoutDot), ("com.Example.app:/cb", .schemeInCapitals),
            ("MyApp://cb", .schemeInCapitals),
            ("https://10.0.0.1/cb", nil), ("http://localhost:3000/cb", nil), ("http://127.0.0.1/cb", nil),
            ("com.example.app:/cb", nil), ("vscode://publisher.extension/cb", nil),
        ] as [(String, RedirectURIReservation?)])
    func `what only the operator's own clients may have is told from the rest`(
        text: String, reservation: RedirectURIReservation?
    ) throws {
        #expect(try #require(RedirectURI(text)).reservation == reservation)
    }

    @Test(
        arguments: [
            ("callback", .notAbsolute), ("https://app.example/#f", .hasFragment), ("https:///cb", .hasNoHost),
            ("http://app.example/cb", .plainHTTP), ("JAVASCRIPT:alert(1)", .browserScheme),
            ("data:text/html,x", .browserScheme),
            ("HTTPS://app.example/cb", .schemeInCapitals), ("com.example.app:", .hasNothingAfterScheme),
        ] as [(String, RedirectURIFault)])
    func `what is wrong is said`(text: String, fault: RedirectURIFault) {
        #expect(RedirectURIFault(of: URIParts(text)) == fault)
    }

    @Test(arguments: [
        ["10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"],
        ["172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"],
        ["192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"],
        ["169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"],
        ["100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"],
        ["127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"],
        ["[fc00::]", "[fdff:ffff::]", "[fbff::]", "[fe00::]"], ["[fe80::]", "[febf:ffff::]", "[fe7f::]", "[fec0::]"],
        ["nas.local", "git.internal", "local", "internal"], ["git.home.arpa", "a.localhost", "home.arpa", "arpa"],
    ])
    func `a private network has its first and its last address, and not the ones beside them`(hosts: [String]) {
        #expect(hosts.prefix(2).allSatisfy { RedirectURIFault(of: URIParts("http://\($0)/cb")) == nil })
        #expect(hosts.dropFirst(2).allSatisfy { RedirectURIFault(of: URIParts("http://\($0)/cb")) == .plainHTTP })
    }

    @Test(arguments: [
        "https://*.example.com/cb", "https://app.example/*", "https://app.example/cb?x=*", "com.example.app:/*",
    ])
    func `a star is seen wherever it stands`(text: String) throws {
        #expect(try #require(RedirectURI(text)).hasWildcard)
    }

    @Test(arguments: [
        "https://app.example/callback/", "https://app.example/Callback", "https://APP.example/callback",
        "https://app.example:443/callback", "https://app.example/callback?", "https://app.example/callback?x=1",
        "https://app.example//callback", "https://app.example/./callback", "https://app.example/x/../callback",
        "https://app.example/%63allback", "https://app.example./callback", "https://evil.app.example/callback",
        "https://app.example.evil/callback", "http://localhost/callback", "https://app.example/callbac",
    ])
    func `a registered URI matches itself alone, byte for byte`(text: String) throws {
        let registered = try #require(RedirectURI("https://app.example/callback"))
        #expect(registered.matches(registered))
        #expect(!registered.matches(try #require(RedirectURI(text))))
    }

    @Test(arguments: ["127.0.0.1", "[::1]", "localhost"])
    func `the port of a registered loopback URI may differ`(host: String) throws {
        let registered = try #require(RedirectURI("http://\(host)/cb?x=1"))
        let withPort = try #require(RedirectURI("http://\(host):3030/cb?x=1"))
        for port in ["", ":1", ":8080", ":65535"] {
            let requested = try #require(RedirectURI("http://\(host)\(port)/cb?x=1"))
            #expect(registered.matches(requested))
            #expect(withPort.matches(requested))
        }
    }

    @Test(arguments: [
        "http://localhost:9/cb?x=1", "http://[::1]:9/cb?x=1", "http://127.0.0.1:9/cb?x=2", "http://127.0.0.1:9/cb",
        "http://127.0.0.1:9/CB?x=1", "http://127.0.0.1:9/cb/?x=1", "http://127.0.0.1:9/cb?x=1&y=2",
        "https://127.0.0.1:9/cb?x=1",
    ])
    func `and nothing else of it`(text: String) throws {
        let registered = try #require(RedirectURI("http://127.0.0.1/cb?x=1"))
        #expect(!registered.matches(try #require(RedirectURI(text))))
    }

    @Test func `https on loopback keeps its port`() throws {
        let registered = try #require(RedirectURI("https://localhost:3030/cb"))
        #expect(!registered.matches(try #require(RedirectURI("https://localhost:3031/cb"))))
    }

    @Test(arguments: [
        ("https://a.example/cb", "https://a.example/cb?code=1%262&state=%3D"),
        ("https://a.example/cb?x=1", "https://a.example/cb?x=1&code=1%262&state=%3D"),
        ("https://a.example/cb?", "https://a.example/cb?code=1%262&state=%3D"),
        ("com.example.app:/cb", "com.example.app:/cb?code=1%262&state=%3D"),
    ])
    func `parameters are added to the query that is there`(text: String, expected: String) throws {
        let uri = try #require(RedirectURI(text))
        #expect(uri.adding([("code", "1&2"), ("state", "=")]) == expected)
    }

    /// Clients that compare what they sent unencoded find their `+` again; those that decode find the space.
    @Test func `a space is a plus in the query`() throws {
        let uri = try #require(RedirectURI("https://app.example/cb"))
        #expect(uri.adding([("state", "a b+c")]) == "https://app.example/cb?state=a+b%2Bc")
        #expect(uri.addingFragment([("state", "a b+c")]) == "https://app.example/cb#state=a%20b%2Bc")
    }

    @Test func `a person is shown the host, or the scheme of an application's own`() throws {
        #expect(try #require(RedirectURI("https://app.example:8443/cb")).displayedHost == "app.example:8443")
        #expect(try #require(RedirectURI("com.example.app:/cb")).displayedHost == "com.example.app")
        #expect(try #require(RedirectURI("http://[::1]:9/cb")).isLocal)
        #expect(try #require(RedirectURI("com.example.app:/cb")).isLocal)
        #expect(try #require(RedirectURI("http://app.localhost/cb")).isLocal)
        #expect(try !#require(RedirectURI("https://app.example/cb")).isLocal)
        // Another machine may be behind it.
        #expect(try !#require(RedirectURI("http://192.168.1.5/cb")).isLocal)
    }
}
