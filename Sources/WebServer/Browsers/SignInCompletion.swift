import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage

/// What follows when a person has shown who they are, whichever form it was.
struct SignInCompletion: Sendable {
    let operation: AuthorizationOperation
    let visitors: BrowserSessions
    let pages: PageResponder

    /// A new session under a new cookie (threat 19), and on with what waits. Where that waits no longer, the person is told
    /// what to do next.
    ///
    /// - `device`: the new value of the browser's device cookie.
    /// - `handle`: of what waits, an authorization request or a device; `nil` leads to the account pages.
    /// - Throws: `access_denied` if the account is gone or disabled.
    func receive(
        _ user: UserID, device: Secret, handle: Secret?, _ visitor: BrowserContext, _ request: WebRequest
    ) async throws(OAuthError) -> WebResponse {
        guard let (session, visitor) = try await visitors.signIn(user, visitor, request) else {
            throw OAuthError(.accessDenied, "the account was disabled meanwhile")
        }
        var response = pages.redirect(to: "/account")
        if let handle {
            if let step = try await operation.resume(handle, in: visitor.browser, at: request.now) {
                response = pages.carryOut(step, for: request)
            } else {
                response = try await NothingWaiting(operation: operation, pages: pages)
                    .response(.signedIn, under: handle, visitor, request)
            }
        }
        let lifetime = session.expiresAt.seconds(since: request.now)
        visitors.cookies.set(.session, visitor.cookie.value, lifetime: lifetime, on: &response)
        visitors.cookies.set(.device, device, lifetime: DeviceCookie.lifetime, on: &response)
        return response
    }
}
