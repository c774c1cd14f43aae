import OAuthProtocol
import Outbound

/// How a resource meets a client that has no token: the 401 is what begins every sign-in (RFC 6750 §3, RFC 9728 §5,
/// MCP 2025-11-25).
extension ResourceApproach {
    func checkDoor(_ examiner: Examiner) async throws(Unanswered) {
        let answer = try examiner.received(first, from: url)
        examiner.check(
            "resource.status", clause: "RFC 6750 §3.1; MCP 2025-11-25, Error Handling",
            mend: "answer 401 with WWW-Authenticate: Bearer to every request without a good token",
            .ok(if: answer.status == 401, "A request without a token is answered with 401"),
            .warning(
                if: answer.isSuccess, "A request without a token is let in",
                "The answer was \(answer.summary). Clients begin to sign in when they see a 401, and not before; if"
                    + " only some calls need a token, those must answer 401."),
            .problem(
                if: (300..<400).contains(answer.status), "A request without a token is redirected",
                "The answer was \(answer.redirection). Programs have no use for a sign-in page, and a POST is not"
                    + " repeated elsewhere."),
            .problem(
                "A request without a token is answered with \(answer.status), not with 401",
                "Clients sign in when they see a 401, and take anything else for a fault. The answer was"
                    + " \(answer.summary)."))
        guard answer.status == 401 else { return }
        checkChallenge(answer, examiner)
        checkReading(answer, examiner)
        let forged = Self.initialize(url).with(token: examiner.freshName())
        checkForgedToken(try await examiner.send(forged), examiner)
    }

    private func checkChallenge(_ answer: Answer, _ examiner: Examiner) {
        let best = WellKnownPlace.ofResource(url).first?.url.value ?? ""
        let mend = "send WWW-Authenticate: Bearer resource_metadata=\"\(best)\""
        let fields = answer.headers("WWW-Authenticate")
        let isUnreadable = fields.contains { Challenge.read($0) == nil }
        examiner.check(
            "resource.challenge", clause: "RFC 9110 §11.6.1; RFC 6750 §3", mend: mend,
            .ok(if: challenge != nil, "The challenge is Bearer, and well formed"),
            .problem(
                if: fields.isEmpty, "The 401 has no WWW-Authenticate header", "A 401 must say how to do better.",
                clause: "RFC 9110 §11.6.1; RFC 9728 §5.1"),
            .problem(
                "The WWW-Authenticate header \(isUnreadable ? "cannot be read" : "offers no Bearer")",
                "It says \(VisibleText.quoted(fields.first ?? ""))."))
        guard let parameters = challenge?.parameters else { return }
        let place = parameters["resource_metadata"]
        let title = "The challenge does not say where the metadata is"
        examiner.check(
            "resource.challenge.metadata", clause: "RFC 9728 §5.1; MCP 2025-06-18 and 2025-11-25", mend: mend,
            .ok(if: place.flatMap { WebURI($0) } != nil, "The challenge says where the metadata is"),
            .problem(
                if: place != nil, "The challenge names an address that is none",
                "resource_metadata is \(VisibleText.quoted(place ?? "")), which is not an absolute http or https URL."),
            .problem(
                if: found == nil, title, "Nor is it at a well-known place, so clients do not learn where to sign in."),
            .warning(
                title, "Clients of MCP 2025-06-18 look there and nowhere else; later ones find the well-known place."))
        examiner.check(
            "resource.challenge.error", clause: "RFC 6750 §3.1",
            .note(
                if: parameters["error"] != nil, "The challenge names an error although nothing was tried",
                "It says error=\(VisibleText.quoted(parameters["error"] ?? "")). Without a token there is none that"
                    + " could be wrong.", mend: "leave error out when there was no token"))
        examiner.check(
            "resource.challenge.scope", clause: "MCP 2025-11-25, Protected Resource Metadata Discovery Requirements",
            .ok(if: parameters["scope"] != nil, "The challenge names the scope that is needed"),
            .note(
                "The challenge does not name the scope that is needed",
                "Clients then ask for everything in scopes_supported.",
                mend: "add scope=\"...\" with what this request needs"))
    }

    /// Scripts do not see a header of another origin unless it is exposed (WHATWG Fetch).
    private func checkReading(_ answer: Answer, _ examiner: Examiner) {
        let exposed = answer.list("Access-Control-Expose-Headers")
        let trouble = answer.troubleReading
        examiner.check(
            "resource.cors", clause: "WHATWG Fetch, CORS protocol",
            .ok(
                if: trouble == nil && ["www-authenticate", "*"].contains(where: exposed.contains),
                "Clients in browsers can read the challenge"),
            .note(
                "Clients in browsers cannot read the challenge",
                trouble.map { "The 401 \($0)." }
                    ?? "Access-Control-Expose-Headers of the 401 does not name WWW-Authenticate.",
                mend: "send Access-Control-Allow-Origin: * and Access-Control-Expose-Headers: WWW-Authenticate with the"
                    + " 401 too"))
    }

    private func checkForgedToken(_ answer: Answer, _ examiner: Examiner) {
        let isError = answer.object?["error"] != nil && answer.mediaType != "text/event-stream"
        examiner.check(
            "resource.forged_token", clause: "RFC 6750 §3.1; MCP 2025-11-25, Token Handling",
            .problem(
                if: answer.isSuccess && !isError, "A made-up token is let in",
                "A random token was answered with \(answer.summary).",
                mend: "check every token: signature or introspection, issuer, audience, time"),
            .warning(
                if: answer.status != 401, "A made-up token is answered with \(answer.status), not with 401",
                "Clients take a 401 as the sign to refresh or to sign in again, and know what to do with nothing else.",
                mend: "answer 401 with WWW-Authenticate: Bearer error=\"invalid_token\""),
            .ok(
                if: answer.challenge("bearer")?.parameters["error"] == "invalid_token",
                "A made-up token is refused as invalid_token"),
            .note(
                "A made-up token is refused, but not called invalid_token",
                "The challenge is \(answer.quoted("WWW-Authenticate")).",
                mend: "add error=\"invalid_token\" when a token was sent", clause: "RFC 6750 §3.1"))
    }
}
