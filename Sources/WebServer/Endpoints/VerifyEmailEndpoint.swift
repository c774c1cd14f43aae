import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/verify-email`: what a link leads to that is sent to an address, with `token` in the query. Only whoever is signed in as the person
/// who gave the address can prove it: otherwise a stranger could give somebody else's, and have them confirm it (threat 14).
struct VerifyEmailEndpoint: Endpoint {
    private static let subject = BrowserSessions.FormSubject.matter("verify email")

    let links: OneTimeLinks
    let notices: Notices
    let browsers: BrowserSessions
    let pages: PageResponder

    func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages).respond(to: request) { context throws(OAuthError) in
            let fields = context.isPosted ? try request.form() : try request.queryParameters()
            let token = Secret(fields["token"] ?? "")
            let found = try await storing(await links.find(token, for: .address, at: context.now))
            guard let (link, user) = found, let email = link.email else {
                return pages.page(.linkGone(), for: request, outcome: "stale")
            }
            guard context.user?.id == user.id else {
                return pages.page(.signInFirst(), for: request, outcome: "login_required")
            }
            let csrf = browsers.formToken(of: context, about: Self.subject)
            guard context.isPosted, browsers.isGenuine(fields, from: context, about: Self.subject) else {
                return pages.page(
                    .verifyEmail(email, username: user.username, token: token, csrf: csrf), for: request)
            }
            let outcome = try await storing(
                await links.proveAddress(
                    by: token, of: user, to: email, notices.circumstances(of: request), at: context.now))
            guard case .done = outcome else { return pages.page(.linkGone(), for: request, outcome: "stale") }
            return pages.redirect(to: ProfileEndpoint.path)
        }
    }
}
