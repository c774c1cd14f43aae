import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage

/// What follows when a person has shown who they are, whichever form it was.
struct Welcome: Sendable {
    let operation: AuthorizationOperation
    let sessions: Sessions
    let visitors: Visitors
    let pages: PageResponder

    /// A new session under a new cookie (threat 19), and on with what waits.
    ///
    /// - Parameters:
    ///   - device: the new value of the browser's device cookie.
    ///   - handle: of what waits, an authorization request or a device; `nil` leads to the account pages.
    /// - Throws: `access_denied` if the account is gone or disabled.
    func receive(
        _ user: UserID, device: Secret, handle: Secret?, _ visitor: Visitor, _ request: WebRequest
    ) async throws(OAuthError) -> WebResponse {
        let begun = try await storing { () throws(StorageError) in
            try await sessions.begin(
                user: user, replacing: visitor.cookie.digest, userAgent: request.headers[.userAgent],
                address: request.address, at: request.now)
        }
        guard let begun else { throw OAuthError(.accessDenied, "the account was disabled meanwhile") }
        let signedIn = try await storing { () throws(StorageError) in
            try await sessions.find(cookie: begun.cookie, at: request.now)
        }
        var response = pages.redirect(to: "/account")
        if let handle {
            let browser = Browser(
                cookie: begun.cookie.digest, signedIn: signedIn, address: request.address)
            let step = try await operation.resume(handle, in: browser, at: request.now)
            response = step.map { pages.carryOut($0, for: request) } ?? pages.stale(for: request)
        }
        let lifetime = begun.session.expiresAt.seconds(since: request.now)
        visitors.cookies.set(.session, begun.cookie, lifetime: lifetime, on: &response)
        visitors.cookies.set(.device, device, lifetime: DeviceCookie.lifetime, on: &response)
        return response
    }
}
