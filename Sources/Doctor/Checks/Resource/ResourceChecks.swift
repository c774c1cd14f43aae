import OAuthProtocol

/// How a resource meets a client that has no token: the 401 is what begins every sign-in (RFC 6750 §3, RFC 9728 §5,
/// MCP 2025-11-25).
struct ResourceChecks: CheckGroup {
    let approach: ResourceApproach

    let title = "Protected resource"
    let name = "resource"
    var subject: String { approach.url.value }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        let answer: Answer
        switch approach.first {
        case .success(let received): answer = received
        case .failure(let failure): throw Unanswered(url: approach.url, cause: .failed(failure))
        }
        findings.check(
            "resource.status", clause: "RFC 6750 §3.1; MCP 2025-11-25, Error Handling",
            mend: "answer 401 with WWW-Authenticate: Bearer to every request without a good token"
        ) { status(answer) }
        guard answer.status == 401 else { return }
        checkChallenge(answer, &findings)
        findings.check("resource.cors", clause: "WHATWG Fetch, CORS protocol") { readable(answer) }
        let forged = ResourceApproach.initialize(approach.url, token: context.freshName("cardea-doctor"))
        let refusal = try await context.send(forged)
        findings.check("resource.forged_token", clause: "RFC 6750 §3.1; MCP 2025-11-25, Token Handling") {
            forgedToken(refusal)
        }
    }

    private func status(_ answer: Answer) -> Outcome {
        switch answer.status {
        case 401: .ok("A request without a token is answered with 401")
        case 200..<300:
            .warning(
                "A request without a token is let in",
                "The answer was \(answer.summary). Clients begin to sign in when they see a 401, and not before; if only some"
                    + " calls need a token, those must answer 401.")
        case 300..<400:
            .problem(
                "A request without a token is redirected",
                "The answer was \(answer.status) to \(answer.quotedLocation)."
                    + " Programs have no use for a sign-in page, and a POST is not repeated elsewhere.")
        default:
            .problem(
                "A request without a token is answered with \(answer.status), not with 401",
                "Clients sign in when they see a 401, and take anything else for a fault. The answer was \(answer.summary)."
            )
        }
    }

    private func checkChallenge(_ answer: Answer, _ findings: inout Findings) {
        let best = WellKnownPlace.ofResource(approach.url).first?.url.value ?? ""
        let mend = "send WWW-Authenticate: Bearer resource_metadata=\"\(best)\""
        findings.check("resource.challenge", mend: mend) {
            if approach.challenge != nil { return .ok("The challenge is Bearer, and well formed") }
            let fields = answer.headers("WWW-Authenticate")
            guard let field = fields.first else {
                return .problem(
                    "The 401 has no WWW-Authenticate header", "A 401 must say how to do better.",
                    clause: "RFC 9110 §11.6.1; RFC 9728 §5.1")
            }
            return .problem(
                fields.contains { Challenge.read($0) == nil }
                    ? "The WWW-Authenticate header cannot be read" : "The WWW-Authenticate header offers no Bearer",
                "It says \(VisibleText.quoted(field)).", clause: "RFC 9110 §11.6.1; RFC 6750 §3")
        }
        guard let parameters = approach.challenge?.parameters else { return }
        let clause = "RFC 9728 §5.1; MCP 2025-06-18 and 2025-11-25"
        findings.check("resource.challenge.metadata", clause: clause, mend: mend) {
            guard let text = parameters["resource_metadata"] else {
                let title = "The challenge does not say where the metadata is"
                return approach.found == nil
                    ? .problem(title, "Nor is it at a well-known place, so clients do not learn where to sign in.")
                    : .warning(
                        title,
                        "Clients of MCP 2025-06-18 look there and nowhere else; later ones find the well-known place.")
            }
            return WebURI(text) == nil
                ? .problem(
                    "The challenge names an address that is none",
                    "resource_metadata is \(VisibleText.quoted(text)), which is not an absolute http or https URL.")
                : .ok("The challenge says where the metadata is")
        }
        findings.check("resource.challenge.error", clause: "RFC 6750 §3.1") {
            parameters["error"].map {
                .note(
                    "The challenge names an error although nothing was tried",
                    "It says error=\(VisibleText.quoted($0)). Without a token there is none that could be wrong.",
                    mend: "leave error out when there was no token")
            }
        }
        findings.check(
            "resource.challenge.scope",
            clause: "MCP 2025-11-25, Protected Resource Metadata Discovery Requirements"
        ) {
            parameters["scope"] != nil
                ? .ok("The challenge names the scope that is needed")
                : .note(
                    "The challenge does not name the scope that is needed",
                    "Clients then ask for everything in scopes_supported.",
                    mend: "add scope=\"...\" with what this request needs")
        }
    }

    /// Scripts do not see a header of another origin unless it is exposed (WHATWG Fetch).
    private func readable(_ answer: Answer) -> Outcome {
        let exposed = answer.headers("Access-Control-Expose-Headers").joined(separator: ",").octets.lowercased
        let trouble =
            CrossOriginRequest.troubleReading(answer).map { "The 401 \($0)." }
            ?? (["www-authenticate", "*"].contains(where: exposed.octets.contains)
                ? nil : "Access-Control-Expose-Headers of the 401 does not name WWW-Authenticate.")
        guard let trouble else { return .ok("Clients in browsers can read the challenge") }
        return .note(
            "Clients in browsers cannot read the challenge", trouble,
            mend: "send Access-Control-Allow-Origin: * and Access-Control-Expose-Headers: WWW-Authenticate with the 401"
                + " too")
    }

    private func forgedToken(_ answer: Answer) -> Outcome {
        if answer.isSuccess, (try? answer.object()["error"]) == nil || answer.mediaType == "text/event-stream" {
            return .problem(
                "A made-up token is let in", "A random token was answered with \(answer.summary).",
                mend: "check every token: signature or introspection, issuer, audience, time")
        }
        guard answer.status == 401 else {
            return .warning(
                "A made-up token is answered with \(answer.status), not with 401",
                "Clients take a 401 as the sign to refresh or to sign in again, and know what to do with nothing else.",
                mend: "answer 401 with WWW-Authenticate: Bearer error=\"invalid_token\"")
        }
        return answer.challenge("bearer")?.parameters["error"] == "invalid_token"
            ? .ok("A made-up token is refused as invalid_token")
            : .note(
                "A made-up token is refused, but not called invalid_token",
                "The challenge is \(answer.quoted("WWW-Authenticate")).",
                mend: "add error=\"invalid_token\" when a token was sent", clause: "RFC 6750 §3.1")
    }
}
