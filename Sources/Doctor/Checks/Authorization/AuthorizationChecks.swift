import OAuthProtocol
import Outbound

/// How the authorization endpoint meets a stranger (RFC 6749 §4.1.2.1): what it must never do is send a browser to an
/// address that nobody registered.
extension ServerDocument {
    func checkAuthorization(_ examiner: Examiner) async throws(Unanswered) {
        guard let endpoint = endpoint("authorization_endpoint") else { return }
        let request = AuthorizationRequest(
            endpoint: endpoint, clientID: examiner.freshName(), redirectURI: Nowhere.strangeRedirectURI, examiner)
        let outcome = try await request.send(examiner)
        let answer = outcome.answer
        examiner.check(
            "authorization.unknown_client", clause: "RFC 6749 §4.1.2.1; RFC 9700 §4.11.2",
            .problem(
                if: answer.leads(to: Nowhere.strangeRedirectURI), "Anybody can have people redirected anywhere",
                "A client that nobody registered was answered with a redirect to the address that it named.",
                mend: "show an error page, and redirect only to registered addresses of known clients"),
            .ok(
                if: outcome.kind == .refusedOnPage && answer.isRedirect, "An unknown client gets an error page",
                "It is shown after a redirect within the server."),
            .ok(if: outcome.kind == .refusedOnPage, "An unknown client gets an error page, and no redirect"),
            .problem(
                if: outcome.kind == .failed, "An unknown client makes the server fail",
                "For an unknown client \(outcome.summary).", mend: "show an error page with status 400"),
            .note(
                "An unknown client is not refused at once",
                "For an unknown client \(outcome.summary). People may type a password before they learn that it was in"
                    + " vain.", mend: "show an error page with status 400 before anything else"))
        guard answer.isPage || answer.isSuccess else { return }
        let forbidsFrames = answer.list("Content-Security-Policy").contains("frame-ancestors")
        examiner.check(
            "authorization.framing", clause: "RFC 9700 §4.16; RFC 6749 §10.13",
            .ok(if: forbidsFrames || answer.header("X-Frame-Options") != nil, "Its pages cannot be put into a frame"),
            .warning(
                "Its pages can be put into a frame",
                "Neither Content-Security-Policy: frame-ancestors nor X-Frame-Options is sent, so another site can lay"
                    + " itself over the page and have people click Allow unseen.",
                mend: "send Content-Security-Policy: frame-ancestors 'none'"))
    }
}
