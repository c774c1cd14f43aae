import HTTPTypes
import OAuthProtocol
import OAuthServer
import WebPages

/// What every endpoint for browsers has around it: who is there is found out first, an error becomes a page, and a browser
/// that came without a cookie is given one.
struct BrowserFrame: Sendable {
    let visitors: BrowserSessions
    let pages: PageResponder
    /// Whether what follows needs to know the browser again: no other page gives a cookie.
    var givesCookie = true

    /// The response that `body` makes, or that `failing` makes of its error.
    ///
    /// Only a GET gives a cookie: a form that another site posts comes without the one that the browser has (SameSite=Lax),
    /// and a new one in its place would sign the person out.
    func respond(
        to request: WebRequest, failing: ((OAuthError) -> WebResponse)? = nil,
        _ body: (BrowserContext) async throws(OAuthError) -> WebResponse
    ) async -> WebResponse {
        do throws(OAuthError) {
            let visitor = try await visitors.recognise(request)
            var response = try await body(visitor)
            if givesCookie, request.method != .post { visitors.remember(visitor, on: &response) }
            return response
        } catch {
            return failing?(error) ?? pages.trouble(error, for: request)
        }
    }

    /// The same with trouble for the server's own errors alone, where a person can mend the request.
    func respond(
        to request: WebRequest, wishes: @escaping (WebRequest) -> [String],
        _ body: (BrowserContext) async throws(OAuthError) -> WebResponse
    ) async -> WebResponse {
        await respond(
            to: request,
            failing: { error in
                guard error.status.kind == .clientError else { return pages.trouble(error, for: request) }
                return pages.error(error, .unacceptableRequest, for: request, wishes: wishes(request))
            }, body)
    }
}
