import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// What follows when a person has shown who they are, whichever form it was.
struct SignInCompletion: Sendable {
    let operation: AuthorizationOperation
    let browsers: BrowserSessions
    let pages: PageResponder

    /// A new session under a new cookie (threat 19), and on with what waits: an authorization request, a device, or else the
    /// account pages. Where that waits no longer, the person is told what to do next.
    ///
    /// - Throws: `access_denied` if the account is gone or disabled.
    func receive(_ signedIn: SignedIn, _ entry: EntryRequest) async throws(OAuthError) -> WebResponse {
        let request = entry.request
        guard let (session, context) = try await browsers.signIn(signedIn, entry.context, request) else {
            throw OAuthError(.accessDenied, "the account was disabled meanwhile")
        }
        var response =
            switch entry.opened {
            case nil: pages.redirect(to: "/account")
            case .pending(let pending):
                pages.carryOut(
                    try await operation.nextAfterSignIn(of: pending, in: context.browser, at: request.now),
                    for: request)
            case .gone(let sender): pages.nothingWaits(.signedIn, sender: sender, in: context, for: request)
            }
        let lifetime = session.expiresAt.seconds(since: request.now)
        browsers.cookies.set(.session, context.cookie.value, lifetime: lifetime, on: &response)
        browsers.cookies.set(.device, signedIn.device, lifetime: DeviceCookie.lifetime, on: &response)
        return response
    }
}
