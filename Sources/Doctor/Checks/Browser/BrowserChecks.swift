import OAuthProtocol

/// Whether clients that live in a browser, as the MCP inspector does, may call what they need, and pages of strangers may not
/// call what they must not (WHATWG Fetch, CORS protocol; RFC 9700 §2.6).
struct BrowserChecks: CheckGroup {
    let document: ServerDocument
    /// The resource by which the server was found; `nil` if it was found by itself.
    let resource: WebURI?

    let title = "Clients in browsers (CORS)"
    let name = "cors"
    var subject: String { document.issuer.value }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        let call = ["authorization", "content-type", "mcp-protocol-version"]
        let metadata = CrossOriginRequest(url: document.place.url, method: "GET", headers: ["mcp-protocol-version"])
        try await check(
            "cors.discovery", "the metadata", metadata, context, &findings, then: .document(document.place.url))
        if let keys = document.endpoint("jwks_uri") {
            let answer = try await context.send(.document(keys))
            findings.check("cors.keys", clause: Self.clause) { readable("the keys", answer) }
        }
        if let token = document.endpoint("token_endpoint") {
            try await check(
                "cors.token", "the token endpoint", CrossOriginRequest(url: token, headers: call), context, &findings,
                then: .form(token, [("grant_type", "urn:cardea-doctor:no-such-grant")]))
        }
        if let registration = document.endpoint("registration_endpoint") {
            let question = CrossOriginRequest(url: registration, headers: ["content-type"])
            try await check("cors.registration", "the registration endpoint", question, context, &findings)
        }
        if let resource {
            let question = CrossOriginRequest(url: resource, headers: call)
            try await check("cors.resource", "the resource", question, context, &findings)
        }
        if let authorization = document.endpoint("authorization_endpoint") {
            try await checkClosed(authorization, context, &findings)
        }
    }

    private static let clause = "RFC 9700 §2.6; WHATWG Fetch, CORS protocol"

    /// - `actual`: what is sent once the browser has its answer; `nil` where asking is enough.
    private func check(
        _ id: String, _ what: String, _ question: CrossOriginRequest, _ context: CheckContext,
        _ findings: inout Findings, then actual: OutgoingRequest? = nil
    ) async throws(Unanswered) {
        let preflight = try await context.send(question.preflight)
        var outcome = Outcome.ok("Pages may call \(what)")
        if CrossOriginRequest.sharesCookies(preflight) {
            outcome = sharing(what)
        } else if let trouble = question.trouble(with: preflight) {
            outcome = refused(what, "For \(what), \(trouble).")
        } else if let actual {
            outcome = readable(what, try await context.send(actual))
        }
        findings.check(id, clause: Self.clause) { outcome }
    }

    private func readable(_ what: String, _ answer: Answer) -> Outcome {
        if CrossOriginRequest.sharesCookies(answer) { return sharing(what) }
        if let trouble = CrossOriginRequest.troubleReading(answer) {
            return refused(what, "An answer of \(what) (status \(answer.status)) \(trouble).")
        }
        return .ok("Pages may call \(what), and read the answer")
    }

    private func refused(_ what: String, _ detail: String) -> Outcome {
        .warning(
            "Pages of other origins cannot use \(what)",
            detail + " Clients in a browser fail there; others do not notice.",
            mend: "answer OPTIONS with 204, and send Access-Control-Allow-Origin: * with every answer, errors included;"
                + " allow the headers authorization, content-type, mcp-protocol-version")
    }

    private func sharing(_ what: String) -> Outcome {
        .warning(
            "Pages of any origin may call \(what) with a visitor's cookies",
            "The origin is echoed together with Access-Control-Allow-Credentials: true.",
            mend: "allow the origin * and no credentials", clause: "WHATWG Fetch, CORS protocol and credentials")
    }

    private func checkClosed(
        _ url: WebURI, _ context: CheckContext, _ findings: inout Findings
    ) async throws(Unanswered) {
        var request = OutgoingRequest("GET", url)
        request.headers = [("Origin", CrossOriginRequest.origin), ("Accept", "text/html")]
        let answer = try await context.send(request)
        findings.check("cors.authorization", clause: "RFC 9700 §2.6") {
            CrossOriginRequest.troubleReading(answer) == nil
                ? .warning(
                    "Pages of strangers may read the sign-in pages",
                    "The authorization endpoint sends Access-Control-Allow-Origin. It is visited, never called by a script.",
                    mend: "send no CORS headers there")
                : .ok("The authorization endpoint is closed to scripts")
        }
    }
}
