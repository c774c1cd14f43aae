import OAuthProtocol

/// How a resource meets a client that has no token: the 401 is what begins every sign-in (RFC 6750 §3, RFC 9728 §5,
/// MCP 2025-11-25).
struct ResourceExamination: Examination {
    let approach: ResourceApproach

    let title = "Protected resource"
    let name = "resource"
    var subject: String { approach.url.value }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        let answer: Answer
        switch approach.first {
        case .success(let received): answer = received
        case .failure(let failure): throw Unanswered(url: approach.url, cause: .failed(failure))
        }
        findings.append(status(answer))
        guard answer.status == 401 else { return }
        findings += challenge(answer)
        findings.append(readable(answer))
        let forged = ResourceApproach.initialize(approach.url, token: visit.freshName("cardea-doctor"))
        findings.append(self.forged(try await visit.send(forged)))
    }

    private func status(_ answer: Answer) -> Finding {
        let mend = "answer 401 with WWW-Authenticate: Bearer to every request without a good token"
        let clause = "RFC 6750 §3.1; MCP 2025-11-25, Error Handling"
        switch answer.status {
        case 401: return .ok("resource.status", "A request without a token is answered with 401")
        case 200..<300:
            return .warning(
                "resource.status", "A request without a token is let in",
                "The answer was \(answer.summary). Clients begin to sign in when they see a 401, and not before; if only some"
                    + " calls need a token, those must answer 401.",
                mend: mend, clause: clause)
        case 300..<400:
            return .problem(
                "resource.status", "A request without a token is redirected",
                "The answer was \(answer.status) to \(VisibleText.quoted(answer.header("Location") ?? ""))."
                    + " Programs have no use for a sign-in page, and a POST is not repeated elsewhere.",
                mend: mend, clause: clause)
        default:
            return .problem(
                "resource.status", "A request without a token is answered with \(answer.status), not with 401",
                "Clients sign in when they see a 401, and take anything else for a fault. The answer was \(answer.summary).",
                mend: mend, clause: clause)
        }
    }

    private func challenge(_ answer: Answer) -> [Finding] {
        let fields = answer.headers("WWW-Authenticate")
        let best = bestChallenge
        guard let field = fields.first else {
            return [
                .problem(
                    "resource.challenge", "The 401 has no WWW-Authenticate header", "A 401 must say how to do better.",
                    mend: "send WWW-Authenticate: \(best)", clause: "RFC 9110 §11.6.1; RFC 9728 §5.1")
            ]
        }
        guard let challenge = approach.challenge else {
            let isBroken = fields.contains { Challenge.read($0) == nil }
            return [
                .problem(
                    "resource.challenge",
                    isBroken
                        ? "The WWW-Authenticate header cannot be read" : "The WWW-Authenticate header offers no Bearer",
                    "It says \(VisibleText.quoted(field)).", mend: "send WWW-Authenticate: \(best)",
                    clause: "RFC 9110 §11.6.1; RFC 6750 §3")
            ]
        }
        var findings = [
            Finding.ok("resource.challenge", "The challenge is Bearer, and well formed"), location(challenge),
        ]
        if let error = challenge.parameters["error"] {
            findings.append(
                .note(
                    "resource.challenge.error", "The challenge names an error although nothing was tried",
                    "It says error=\(VisibleText.quoted(error)). Without a token there is none that could be wrong.",
                    mend: "leave error out when there was no token", clause: "RFC 6750 §3.1"))
        }
        findings.append(
            challenge.parameters["scope"] != nil
                ? .ok("resource.challenge.scope", "The challenge names the scope that is needed")
                : .note(
                    "resource.challenge.scope", "The challenge does not name the scope that is needed",
                    "Clients then ask for everything in scopes_supported.",
                    mend: "add scope=\"...\" with what this request needs",
                    clause: "MCP 2025-11-25, Protected Resource Metadata Discovery Requirements"))
        return findings
    }

    private func location(_ challenge: Challenge) -> Finding {
        let clause = "RFC 9728 §5.1; MCP 2025-06-18 and 2025-11-25"
        guard let text = challenge.parameters["resource_metadata"] else {
            return approach.found == nil
                ? .problem(
                    "resource.challenge.metadata", "The challenge does not say where the metadata is",
                    "Nor is it at a well-known place, so clients do not learn where to sign in.",
                    mend: "send WWW-Authenticate: \(bestChallenge)", clause: clause)
                : .warning(
                    "resource.challenge.metadata", "The challenge does not say where the metadata is",
                    "Clients of MCP 2025-06-18 look there and nowhere else; later ones find the well-known place.",
                    mend: "send WWW-Authenticate: \(bestChallenge)", clause: clause)
        }
        guard WebURI(text) != nil else {
            return .problem(
                "resource.challenge.metadata", "The challenge names an address that is none",
                "resource_metadata is \(VisibleText.quoted(text)), which is not an absolute http or https URL.",
                mend: "send WWW-Authenticate: \(bestChallenge)", clause: clause)
        }
        return .ok("resource.challenge.metadata", "The challenge says where the metadata is")
    }

    private var bestChallenge: String {
        let place = WellKnownPlace.ofResource(approach.url).first?.url.value ?? ""
        return "Bearer resource_metadata=\"\(place)\""
    }

    /// Scripts do not see a header of another origin unless it is exposed (WHATWG Fetch).
    private func readable(_ answer: Answer) -> Finding {
        let exposed = answer.headers("Access-Control-Expose-Headers").joined(separator: ",").octets.lowercased
        let trouble =
            CrossOriginRequest.troubleReading(answer).map { "The 401 \($0)." }
            ?? (["www-authenticate", "*"].contains(where: exposed.octets.contains)
                ? nil : "Access-Control-Expose-Headers of the 401 does not name WWW-Authenticate.")
        guard let trouble else { return .ok("resource.cors", "Clients in browsers can read the challenge") }
        return .note(
            "resource.cors", "Clients in browsers cannot read the challenge", trouble,
            mend:
                "send Access-Control-Allow-Origin: * and Access-Control-Expose-Headers: WWW-Authenticate with the 401 too",
            clause: "WHATWG Fetch, CORS protocol")
    }

    private func forged(_ answer: Answer) -> Finding {
        let id = "resource.forged_token"
        if answer.isSuccess, (try? answer.object()["error"]) == nil || answer.mediaType == "text/event-stream" {
            return .problem(
                id, "A made-up token is let in", "A random token was answered with \(answer.summary).",
                mend: "check every token: signature or introspection, issuer, audience, time",
                clause: "RFC 6750 §3.1; MCP 2025-11-25, Token Handling")
        }
        guard answer.status == 401 else {
            return .warning(
                id, "A made-up token is answered with \(answer.status), not with 401",
                "Clients take a 401 as the sign to refresh or to sign in again, and know what to do with nothing else.",
                mend: "answer 401 with WWW-Authenticate: Bearer error=\"invalid_token\"",
                clause: "RFC 6750 §3.1; MCP 2025-11-25, Token Handling")
        }
        let challenge = answer.headers("WWW-Authenticate").compactMap { Challenge.read($0) }.joined().first {
            $0.isBearer
        }
        return challenge?.parameters["error"] == "invalid_token"
            ? .ok(id, "A made-up token is refused as invalid_token")
            : .note(
                id, "A made-up token is refused, but not called invalid_token",
                "The challenge is \(VisibleText.quoted(answer.header("WWW-Authenticate") ?? "absent")).",
                mend: "add error=\"invalid_token\" when a token was sent", clause: "RFC 6750 §3.1")
    }
}
