import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/verify-email`: what a link leads to that is sent to an address, with `token` in the query. Only whoever is signed in as the person
/// who gave the address can prove it: otherwise a stranger could give somebody else's, and have them confirm it (threat 14).
struct VerifyEmailEndpoint: Endpoint {
    static let path = "/verify-email"
    private static let subject = BrowserSessions.FormSubject.matter("verify email")

    let operation: AuthorizationOperation
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
            guard let signedIn = context.user else {
                let step = try await operation.step(for: .address(link: token), in: context.browser, at: context.now)
                return pages.carryOut(step, for: request)
            }
            guard signedIn.id == user.id else {
                return pages.page(.otherAccount(signedIn.username), for: request, outcome: "login_required")
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
