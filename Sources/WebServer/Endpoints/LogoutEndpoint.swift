import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/v1/auth/logout`: asks whether to sign out, and does. Without the person's word nothing ends, so that no other site
/// can sign them out.
struct LogoutEndpoint: Endpoint {
    static let path = "/v1/auth/logout"

    let sessions: Sessions
    let visitors: Visitors
    let pages: PageResponder

    func respond(to request: WebRequest) async -> WebResponse {
        do throws(OAuthError) {
            let visitor = try await visitors.recognise(request)
            guard let (session, user) = visitor.browser.signedIn else {
                return pages.page(SignedOutPage(), for: request, outcome: "ok")
            }
            let fields = request.method == .post ? try request.form() : Parameters()
            guard let decision = fields["decision"],
                visitors.isGenuine(fields, in: request, from: visitor, about: "logout")
            else {
                return pages.page(
                    LogoutPage(
                        action: pages.basePath + Self.path, username: user.username,
                        csrf: visitors.formToken(of: visitor, about: "logout")),
                    for: request, outcome: "asked")
            }
            guard decision == "logout" else { return pages.redirect(to: "/account") }
            try await storing { () throws(StorageError) in
                _ = try await sessions.end(session: session.id, of: user.id, at: request.now)
            }
            var response = pages.page(SignedOutPage(), for: request, outcome: "signed_out")
            visitors.cookies.set(.session, Secret(""), lifetime: 0, on: &response)
            return response
        } catch {
            return pages.trouble(error, for: request)
        }
    }
}
