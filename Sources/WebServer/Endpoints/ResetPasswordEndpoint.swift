import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/reset-password`: what a one-time link leads to, with `token` in its query. Opening it uses nothing up, since programs that look
/// through messages do that too; it signs in nobody.
package struct ResetPasswordEndpoint: Endpoint {
    package static let path = "/reset-password"
    private static let subject = BrowserSessions.FormSubject.entry("reset password")

    let links: OneTimeLinks
    let browsers: BrowserSessions
    let pages: PageResponder

    package func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages).respond(to: request) { context throws(OAuthError) in
            let fields = context.isPosted ? try request.form() : try request.queryParameters()
            let token = Secret(fields["token"] ?? "")
            guard let user = try await storing(await links.user(of: token, at: context.now)) else {
                return pages.page(.linkGone(), for: request, outcome: "stale")
            }
            guard context.isPosted else { return form(token, user, nil, context) }
            guard browsers.isGenuine(fields, from: context, about: Self.subject) else {
                return context.isNew ? pages.cookiesBlocked(for: request) : form(token, user, .stale, context)
            }
            let outcome = try await storing(
                await links.reset(
                    by: token, to: Secret(fields["new_password"] ?? ""), from: request.address, at: context.now))
            switch outcome {
            case .done: return pages.redirect(to: LoginEndpoint.path(for: nil))
            case .gone: return pages.page(.linkGone(), for: request, outcome: "stale")
            case .tooShort: return form(token, user, .passwordTooShort(least: PasswordRule.advisable), context)
            case .tooLong: return form(token, user, .passwordTooLong(most: PasswordRule.longest), context)
            case .busy(let seconds): return form(token, user, .busy(retryAfter: seconds), context)
            }
        }
    }

    private func form(
        _ token: Secret, _ user: UserRecord, _ problem: FormProblem?, _ context: BrowserContext
    ) -> WebResponse {
        pages.page(
            .resetPassword(
                username: user.username, token: token, problem: problem, passwordLeast: PasswordRule.advisable,
                csrf: browsers.formToken(of: context, about: Self.subject)),
            for: context.request)
    }
}
