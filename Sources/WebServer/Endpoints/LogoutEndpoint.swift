import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/v1/auth/logout` (OpenID Connect RP-Initiated Logout 1.0): asks whether to sign out, and does. Without the person's
/// word nothing ends, so that no other site can sign them out.
struct LogoutEndpoint: Endpoint {
    private static let subject = BrowserSessions.FormSubject.matter("logout")

    let operation: LogoutOperation
    let sessions: Sessions
    let browsers: BrowserSessions
    let pages: PageResponder

    func respond(to request: WebRequest) async -> WebResponse {
        let frame = BrowserFrame(browsers: browsers, pages: pages, givesCookie: false)
        return await frame.respond(to: request, wishes: wishes) { context throws(OAuthError) in
            let fields = try parameters(of: request)
            let asked = try await operation.prove(fields, from: request.address, at: request.now)
            if context.isPosted, context.isNew { return bounce(asked) }
            guard let (session, user) = context.browser.signedIn else { return leave(asked, request, outcome: "ok") }
            guard context.isPosted, let decision = fields["decision"],
                browsers.isGenuine(fields, from: context, about: Self.subject)
            else { return confirm(asked, user, context) }
            guard decision == "logout" else { return pages.redirect(to: "/account") }
            _ = try await storing(
                await sessions.end(session: session.id, of: user.id, keepingOfflineAccess: true, at: request.now))
            var response = leave(asked, request, outcome: "signed_out")
            browsers.signOut(context, on: &response)
            return response
        }
    }

    private func wishes(of request: WebRequest) -> [String] {
        LanguageTags.read((try? parameters(of: request))?["ui_locales"])
    }

    private func parameters(of request: WebRequest) throws(OAuthError) -> Parameters {
        guard request.method == .post else { return try request.queryParameters() }
        return try request.form()
    }

    /// A POST from another site comes without our cookie (SameSite=Lax), whoever is signed in. It is turned into a GET,
    /// with which the browser does send it.
    private func bounce(_ asked: LogoutRequest) -> WebResponse {
        let query = PercentEncoding.query(asked.fields.map { ($0.name, $0.value) })
        return pages.redirect(to: query.isEmpty ? Endpoints.endSession : "\(Endpoints.endSession)?\(query)")
    }

    private func confirm(_ asked: LogoutRequest, _ user: UserRecord, _ context: BrowserContext) -> WebResponse {
        pages.page(
            .logout(
                action: pages.basePath + Endpoints.endSession, clientName: asked.client?.shownName,
                username: user.username, hiddenFields: asked.fields,
                csrf: browsers.formToken(of: context, about: Self.subject)),
            for: context.request, wishes: asked.languages, client: asked.client?.id, outcome: "asked")
    }

    /// On to where the client asked for, or to the page that says that nobody is signed in here.
    private func leave(_ asked: LogoutRequest, _ request: WebRequest, outcome: String) -> WebResponse {
        if let location = asked.location { return pages.redirect(toLocation: location, outcome: outcome) }
        return pages.page(
            .signedOut(clientName: asked.client?.shownName), for: request, wishes: asked.languages,
            client: asked.client?.id, outcome: outcome)
    }
}
