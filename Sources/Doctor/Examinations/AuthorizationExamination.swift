import OAuthProtocol

/// How the authorization endpoint meets a stranger (RFC 6749 §4.1.2.1): what it must never do is send a browser to an
/// address that nobody registered.
struct AuthorizationExamination: Examination {
    let document: ServerDocument

    let title = "Authorization endpoint"
    let name = "authorization"
    var subject: String { document.members["authorization_endpoint"]?.string ?? document.issuer.value }

    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered) {
        guard let endpoint = document.endpoint("authorization_endpoint") else { return }
        let request = AuthorizationRequest(
            endpoint: endpoint, clientID: visit.freshName("cardea-doctor"), redirectURI: Nowhere.strangeRedirectURI,
            visit)
        let (outcome, answer) = try await request.send(visit)
        findings.append(unknownClient(outcome, answer))
        if answer.isPage || answer.isSuccess { findings.append(framing(answer)) }
    }

    private func unknownClient(_ outcome: AuthorizationOutcome, _ answer: Answer) -> Finding {
        let id = "authorization.unknown_client"
        let clause = "RFC 6749 §4.1.2.1; RFC 9700 §4.11.2"
        if AuthorizationOutcome.leads(answer.header("Location") ?? "", to: Nowhere.strangeRedirectURI) {
            return .problem(
                id, "Anybody can have people redirected anywhere",
                "A client that nobody registered was answered with a redirect to the address that it named.",
                mend: "show an error page, and redirect only to registered addresses of known clients", clause: clause)
        }
        switch outcome {
        case .refusedOnPage(let answer) where answer.isRedirect:
            return .ok(id, "An unknown client gets an error page", "It is shown after a redirect within the server.")
        case .refusedOnPage: return .ok(id, "An unknown client gets an error page, and no redirect")
        case .failed:
            return .problem(
                id, "An unknown client makes the server fail", "For an unknown client \(outcome.summary).",
                mend: "show an error page with status 400", clause: clause)
        case .wentOn, .refusedByRedirect, .granted:
            return .note(
                id, "An unknown client is not refused at once",
                "For an unknown client \(outcome.summary). People may type a password before they learn that it was in vain.",
                mend: "show an error page with status 400 before anything else", clause: clause)
        }
    }

    private func framing(_ answer: Answer) -> Finding {
        let policy = answer.headers("Content-Security-Policy").joined(separator: ";").octets.lowercased.octets
        let isHeld = policy.contains("frame-ancestors") || answer.header("X-Frame-Options") != nil
        return isHeld
            ? .ok("authorization.framing", "Its pages cannot be put into a frame")
            : .warning(
                "authorization.framing", "Its pages can be put into a frame",
                "Neither Content-Security-Policy: frame-ancestors nor X-Frame-Options is sent, so another site can lay itself"
                    + " over the page and have people click Allow unseen.",
                mend: "send Content-Security-Policy: frame-ancestors 'none'", clause: "RFC 9700 §4.16; RFC 6749 §10.13")
    }
}
