import CardeaTesting
import OAuthProtocol
import StorageTesting
import Testing

@testable import Doctor

/// What a server says of why it refuses is half of the diagnosis, and comes from strangers.
struct StatedReasonTests {
    private func reason(_ type: String, _ body: String, status: Int = 400) -> String? {
        Answer.page(status).with("Content-Type", type).with(body: body).reason
    }

    @Test(arguments: [
        (#"{"error":"invalid_client","error_description":"nobody knows it"}"#, "invalid_client: nobody knows it"),
        (#"{"error":"invalid_client","error_description":7}"#, "invalid_client"),
        (#"{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"}}"#, "Session not found"),
        (#"{"type":"about:blank","title":"Forbidden","detail":"not from there"}"#, "Forbidden: not from there"),
        (#"{"message":"no route matched"}"#, "no route matched"), ("{}", nil), ("[]", nil), ("", nil),
    ])
    func `the reason of an error in JSON is told`(body: String, reason: String?) {
        #expect(self.reason("application/json", body) == reason)
    }

    @Test func `the words of an error page are told, and nothing that is not read`() {
        let page = """
            <!DOCTYPE html><html><HEAD><title>Trouble</title><style>p { color: red }</style></HEAD>
            <body><!-- <p>secret</p> --><script>let x = "<p>no</p>"</script>
            <h1>Not &lt;here&gt;</h1><p>redirect_uri &amp; client_id\n are <b>wrong</b></p></body></html>
            """
        #expect(reason("text/html", page) == "Not <here> redirect_uri & client_id are wrong")
        #expect(reason("text/plain", " upstream\n\tis down ") == "upstream is down")
        #expect(reason("image/png", "PNG") == nil)
        #expect(reason("text/html", "<p>Hello", status: 200) == nil)
    }

    @Test(arguments: [
        "<", "<script", "<script>", "<!--", "<!-", "&", "&amp", "<style></style", String(repeating: "<", count: 60_000),
        String(repeating: "<script>", count: 8_000), "<p>\u{1b}[2J\u{202e}", String(repeating: "a", count: 60_000),
        String(repeating: "&amp;", count: 12_000),
    ])
    func `no page makes a reason that is long or steers a terminal`(page: String) {
        let reason = reason("text/html", page) ?? ""
        #expect(reason.unicodeScalars.count <= 403)
        #expect(reason.unicodeScalars.allSatisfy(VisibleText.isVisible))
    }

    @Test func `a request that is refused on a page is told with the page's words`() async throws {
        var network = TestNetwork()
        network.change("GET", "/authorization") { request, _ in
            .page(400).with(body: "<html><h1>Sorry</h1><p>redirect_uri is missing</p>")
        }
        let client = KnownClient(id: "registered", redirectURI: nil)
        let finding = try #require(
            try await network.diagnosis(registers: false, client: client).findings
                .first { $0.id == "authorization.pkce.s256" })
        #expect(finding.detail?.contains(#"which says "Sorry redirect_uri is missing""#) == true)
        #expect(finding.remedy?.contains("--redirect-uri") == true)

        network.change("GET", "/authorization") { _, _ in
            .redirect("/error?error=invalid_client&error_description=who%20is%20that")
        }
        let redirected = try await network.diagnosis(registers: false, client: client).findings
            .first { $0.id == "authorization.pkce.s256" }
        #expect(redirected?.detail?.contains(#"which says "invalid_client: who is that""#) == true)
    }

    @Test func `an endpoint that fails is told with its reason`() async throws {
        var network = TestNetwork()
        network.change("POST", "/token") { _, _ in
            .json(500, ["error": .string("server_error"), "error_description": .string("the disk is full")])
        }
        let finding = try await network.diagnosis().findings.first { $0.id == "token.missing_grant" }
        #expect(finding?.detail?.contains("server_error: the disk is full") == true)
    }

    @Test func `a registration that wants a token names the flag that gives one`() async throws {
        var network = TestNetwork()
        network.change("POST", "/registration") { _, _ in .error(401, "invalid_token") }
        for id in ["registration.hostile", "registration.native"] {
            let finding = try await network.diagnosis().findings.first { $0.id == id }
            #expect(finding?.severity == .note)
            #expect(finding?.remedy?.contains("--registration-token-stdin") == true)
            #expect(finding?.detail?.contains("invalid_token: what to fix") == true)
        }
        // Whoever gave one already needs another.
        var checkup = Checkup(
            exchange: network, entropy: .seeded(), clock: { TestNetwork.now }, registers: true,
            registrationToken: Secret("stale"))
        let shown = await checkup.examine(try #require(WebURI(TestNetwork.issuer))).findings
        let finding = shown.first { $0.id == "registration.native" }
        #expect(finding?.title == "Registration refuses the token that it was shown")
        #expect(finding?.remedy?.contains("--registration-token-stdin") == false)
    }
}
