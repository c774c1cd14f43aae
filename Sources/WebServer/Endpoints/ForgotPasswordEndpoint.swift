import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/forgot-password`: the form for whoever cannot sign in any more. The answer is the same for every text (threat 32).
struct ForgotPasswordEndpoint: Endpoint {
    private static let path = "/forgot-password"

    /// The form's address below the issuer, for the request that waits under `handle`.
    static func path(for handle: Secret?) -> String {
        handle.map { "\(path)?request=\(PercentEncoding.encode($0.exposed))" } ?? path
    }

    private static let subject = BrowserSessions.FormSubject.entry("forgotten password")

    let links: OneTimeLinks
    let notices: Notices
    let browsers: BrowserSessions
    let pages: PageResponder

    func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages).respond(to: request) { context throws(OAuthError) in
            let fields = context.isPosted ? try request.form() : try request.queryParameters()
            // Back to what waits, once the password is another.
            let handle = fields["request"]
            guard context.isPosted else { return form(context, handle) }
            let username = fields["username"] ?? ""
            guard browsers.isGenuine(fields, from: context, about: Self.subject) else {
                return context.isNew ? pages.cookiesBlocked(for: request) : form(context, handle, username, .stale)
            }
            let outcome = try await storing(
                await links.request(
                    of: username, notices.circumstances(of: request), from: request.address, at: context.now))
            guard case .throttled(let seconds) = outcome else {
                return pages.page(.mailSent(request: handle), for: request)
            }
            return form(context, handle, username, .throttled(retryAfter: seconds))
        }
    }

    private func form(
        _ context: BrowserContext, _ handle: String?, _ username: String = "", _ problem: FormProblem? = nil
    ) -> WebResponse {
        let csrf = browsers.formToken(of: context, about: Self.subject)
        return pages.page(
            .forgotPassword(username: username, problem: problem, request: handle, csrf: csrf), for: context.request)
    }
}
