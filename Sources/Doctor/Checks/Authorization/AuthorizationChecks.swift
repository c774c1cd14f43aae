import OAuthProtocol

/// How the authorization endpoint meets a stranger (RFC 6749 §4.1.2.1): what it must never do is send a browser to an
/// address that nobody registered.
struct AuthorizationChecks: CheckGroup {
    let document: ServerDocument

    let title = "Authorization endpoint"
    let name = "authorization"
    var subject: String { document.members["authorization_endpoint"]?.string ?? document.issuer.value }

    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered) {
        guard let endpoint = document.endpoint("authorization_endpoint") else { return }
        let request = AuthorizationRequest(
            endpoint: endpoint, clientID: context.freshName("cardea-doctor"), redirectURI: Nowhere.strangeRedirectURI,
            context)
        let (outcome, answer) = try await request.send(context)
        findings.check("authorization.unknown_client", clause: "RFC 6749 §4.1.2.1; RFC 9700 §4.11.2") {
            unknownClient(outcome, answer)
        }
        guard answer.isPage || answer.isSuccess else { return }
        findings.check("authorization.framing", clause: "RFC 9700 §4.16; RFC 6749 §10.13") {
            let policy = answer.headers("Content-Security-Policy").joined(separator: ";").octets.lowercased.octets
            return policy.contains("frame-ancestors") || answer.header("X-Frame-Options") != nil
                ? .ok("Its pages cannot be put into a frame")
                : .warning(
                    "Its pages can be put into a frame",
                    "Neither Content-Security-Policy: frame-ancestors nor X-Frame-Options is sent, so another site can lay"
                        + " itself over the page and have people click Allow unseen.",
                    mend: "send Content-Security-Policy: frame-ancestors 'none'")
        }
    }

    private func unknownClient(_ outcome: AuthorizationOutcome, _ answer: Answer) -> Outcome {
        if AuthorizationOutcome.leads(answer.header("Location") ?? "", to: Nowhere.strangeRedirectURI) {
            return .problem(
                "Anybody can have people redirected anywhere",
                "A client that nobody registered was answered with a redirect to the address that it named.",
                mend: "show an error page, and redirect only to registered addresses of known clients")
        }
        switch outcome {
        case .refusedOnPage(let answer) where answer.isRedirect:
            return .ok("An unknown client gets an error page", "It is shown after a redirect within the server.")
        case .refusedOnPage: return .ok("An unknown client gets an error page, and no redirect")
        case .failed:
            return .problem(
                "An unknown client makes the server fail", "For an unknown client \(outcome.summary).",
                mend: "show an error page with status 400")
        case .wentOn, .refusedByRedirect, .granted:
            return .note(
                "An unknown client is not refused at once",
                "For an unknown client \(outcome.summary). People may type a password before they learn that it was in vain.",
                mend: "show an error page with status 400 before anything else")
        }
    }
}
