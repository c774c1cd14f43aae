import OAuthProtocol
import OAuthServer
import WebPages

/// What a browser is shown for which nothing waits under the handle that it brings.
struct NothingWaiting: Sendable {
    let operation: AuthorizationOperation
    let pages: PageResponder

    /// - `kind`: whether somebody has just signed in, or the page was merely open for too long.
    func response(
        _ kind: Kind = .stale, under handle: Secret, _ visitor: BrowserContext, _ request: WebRequest
    ) async throws(OAuthError) -> WebResponse {
        // Who begins a request is given a cookie with the first answer.
        if visitor.isNew { return pages.cookiesBlocked(for: request) }
        let sender = try await operation.sender(of: handle, in: visitor.browser, at: request.now)
        switch kind {
        case .signedIn: return pages.wayOn(.signedIn, sender, for: request)
        case .stale: return sender.map { pages.wayOn(.stale, $0, for: request) } ?? pages.stale(for: request)
        }
    }

    enum Kind {
        case signedIn, stale
    }
}
