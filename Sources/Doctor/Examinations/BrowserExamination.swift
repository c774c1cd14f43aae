import OAuthProtocol

/// Whether clients that live in a browser, as the MCP inspector does, may call what they need, and pages of strangers may not
/// call what they must not (WHATWG Fetch, CORS protocol; RFC 9700 §2.6).
struct BrowserExamination: Examination {
    let document: ServerDocument
    /// The resource by which the server was found; `nil` if it was found by itself.
    let resource: WebURI?

    let title = "Clients in browsers (CORS)"
    let name = "cors"
    var subject: String { document.issuer.value }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        findings.append(
            try await judge(
                "cors.discovery", "the metadata",
                CrossOriginRequest(url: document.place.url, method: "GET", headers: ["mcp-protocol-version"]), visit,
                actual: .document(document.place.url)))
        if let keys = document.endpoint("jwks_uri") {
            findings.append(readable("cors.keys", "the keys", try await visit.send(.document(keys))))
        }
        if let token = document.endpoint("token_endpoint") {
            let headers = ["authorization", "content-type", "mcp-protocol-version"]
            findings.append(
                try await judge(
                    "cors.token", "the token endpoint",
                    CrossOriginRequest(url: token, method: "POST", headers: headers),
                    visit, actual: .form(token, [("grant_type", "urn:cardea-doctor:no-such-grant")])))
        }
        if let registration = document.endpoint("registration_endpoint") {
            findings.append(
                try await judge(
                    "cors.registration", "the registration endpoint",
                    CrossOriginRequest(url: registration, method: "POST", headers: ["content-type"]), visit, actual: nil
                ))
        }
        if let resource {
            let headers = ["authorization", "content-type", "mcp-protocol-version"]
            findings.append(
                try await judge(
                    "cors.resource", "the resource",
                    CrossOriginRequest(url: resource, method: "POST", headers: headers),
                    visit, actual: nil))
        }
        if let authorization = document.endpoint("authorization_endpoint") {
            findings.append(try await closed(authorization, visit))
        }
    }

    private func judge(
        _ id: String, _ what: String, _ question: CrossOriginRequest, _ visit: Visit, actual: OutgoingRequest?
    ) async throws(Unanswered) -> Finding {
        let preflight = try await visit.send(question.preflight)
        if CrossOriginRequest.sharesCookies(preflight) { return sharing(id, what) }
        if let trouble = question.trouble(with: preflight) { return refused(id, what, "For \(what), \(trouble).") }
        guard let actual else { return .ok(id, "Pages may call \(what)") }
        return readable(id, what, try await visit.send(actual))
    }

    private func readable(_ id: String, _ what: String, _ answer: Answer) -> Finding {
        if CrossOriginRequest.sharesCookies(answer) { return sharing(id, what) }
        if let trouble = CrossOriginRequest.troubleReading(answer) {
            return refused(id, what, "An answer of \(what) (status \(answer.status)) \(trouble).")
        }
        return .ok(id, "Pages may call \(what), and read the answer")
    }

    private func refused(_ id: String, _ what: String, _ detail: String) -> Finding {
        .warning(
            id, "Pages of other origins cannot use \(what)",
            detail + " Clients in a browser fail there; others do not notice.",
            mend:
                "answer OPTIONS with 204, and send Access-Control-Allow-Origin: * with every answer, errors included; allow"
                + " the headers authorization, content-type, mcp-protocol-version",
            clause: "RFC 9700 §2.6; WHATWG Fetch, CORS protocol")
    }

    private func sharing(_ id: String, _ what: String) -> Finding {
        .warning(
            id, "Pages of any origin may call \(what) with a visitor's cookies",
            "The origin is echoed together with Access-Control-Allow-Credentials: true.",
            mend: "allow the origin * and no credentials", clause: "WHATWG Fetch, CORS protocol and credentials")
    }

    private func closed(_ url: WebURI, _ visit: Visit) async throws(Unanswered) -> Finding {
        let id = "cors.authorization"
        var request = OutgoingRequest("GET", url)
        request.headers = [("Origin", CrossOriginRequest.origin), ("Accept", "text/html")]
        let answer = try await visit.send(request)
        return CrossOriginRequest.troubleReading(answer) == nil
            ? .warning(
                id, "Pages of strangers may read the sign-in pages",
                "The authorization endpoint sends Access-Control-Allow-Origin. It is visited, never called by a script.",
                mend: "send no CORS headers there", clause: "RFC 9700 §2.6")
            : .ok(id, "The authorization endpoint is closed to scripts")
    }
}
