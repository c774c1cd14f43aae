import HTTPTypes
import OAuthProtocol
import OAuthServer
import WebPages

/// What every endpoint for browsers has around it: who is there is found out first, an error becomes a page, and a browser
/// that came without a cookie is given one.
struct BrowserFrame: Sendable {
    let browsers: BrowserSessions
    let pages: PageResponder
    /// Whether what follows needs to know the browser again: no other page gives a cookie.
    var givesCookie = true

    /// The response that `body` makes, or a page that says what went wrong.
    ///
    /// Only a GET gives a cookie: a form that another site posts comes without the one that the browser has (SameSite=Lax),
    /// and a new one in its place would sign the person out.
    ///
    /// - `wishes`: the languages that a person wants to read an error in who can mend the request; by default nobody can, and
    ///   every error is trouble of ours.
    func respond(
        to request: WebRequest, wishes: ((WebRequest) -> [String])? = nil,
        _ body: (BrowserContext) async throws(OAuthError) -> WebResponse
    ) async -> WebResponse {
        do throws(OAuthError) {
            let context = try await browsers.recognise(request)
            var response = try await body(context)
            if givesCookie, request.method != .post { browsers.remember(context, on: &response) }
            return response
        } catch {
            guard let wishes, error.status.kind == .clientError else {
                return pages.error(error, .trouble, for: request)
            }
            return pages.error(error, .unacceptableRequest, for: request, wishes: wishes(request))
        }
    }
}
