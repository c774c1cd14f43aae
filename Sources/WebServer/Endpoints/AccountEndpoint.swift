import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/account` and what is below it: a person's own account, the browsers in which they are signed in, and the
/// applications that have access, each of which they can end.
struct AccountEndpoint: Endpoint {
    enum Section {
        case overview
        case sessions
        case applications
    }

    let section: Section
    let applications: Applications
    let sessions: Sessions
    let browsers: BrowserSessions
    let pages: PageResponder

    func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages, givesCookie: false).respond(to: request) {
            context throws(OAuthError) in
            guard let (session, user) = context.browser.signedIn else { return pages.redirect(to: "/login") }
            if request.method == .post { return try await end(request, context, session, user) }
            switch section {
            case .overview:
                return pages.page(
                    AccountPage(
                        name: user.name, username: user.username, email: user.email, emailVerified: user.emailVerified),
                    for: request)
            case .sessions: return try await showSessions(request, context, session, user)
            case .applications: return try await showApplications(request, context, user)
            }
        }
    }

    private func showSessions(
        _ request: WebRequest, _ context: BrowserContext, _ session: SessionRecord, _ user: UserRecord
    ) async throws(OAuthError) -> WebResponse {
        let most = AccountSessionsPage.most
        var found = try await storing(await sessions.list(of: user.id, most: most + 1, at: request.now))
        let hasMore = found.count > most
        found = Array(found.prefix(most))
        // Whoever looks can end where they look, however lately others were used.
        if !found.contains(where: { $0.id == session.id }) { found = [session] + found.dropLast(hasMore ? 1 : 0) }
        let rows = found.map {
            AccountSessionsPage.Row(
                id: $0.id.description, description: $0.userAgent, address: $0.address,
                signedInAt: CivilTime($0.authenticatedAt), isThisBrowser: $0.id == session.id)
        }
        return pages.page(
            AccountSessionsPage(rows: rows, hasMore: hasMore, csrf: browsers.formToken(of: context, about: "account")),
            for: request)
    }

    private func showApplications(
        _ request: WebRequest, _ context: BrowserContext, _ user: UserRecord
    ) async throws(OAuthError) -> WebResponse {
        let rows = try await applications.list(of: user.id, at: request.now).map { application in
            AccountApplicationsPage.Row(
                clientID: application.client.id.value, clientName: application.client.shownName,
                scopes: application.scope.values, claims: application.claims,
                grantedAt: CivilTime(application.since))
        }
        return pages.page(
            AccountApplicationsPage(rows: rows, csrf: browsers.formToken(of: context, about: "account")),
            for: request)
    }

    private func end(
        _ request: WebRequest, _ context: BrowserContext, _ session: SessionRecord, _ user: UserRecord
    ) async throws(OAuthError) -> WebResponse {
        let fields = try request.form()
        guard browsers.isGenuine(fields, in: request, from: context, about: "account") else {
            return pages.stale(for: request)
        }
        switch section {
        case .overview: return pages.redirect(to: "/account")
        case .sessions:
            guard let id = fields["id"].flatMap(SessionID.init(text:)) else { return pages.stale(for: request) }
            _ = try await storing(await sessions.end(session: id, of: user.id, at: request.now))
            return pages.redirect(to: id == session.id ? "/login" : "/account/sessions")
        case .applications:
            guard let id = fields["client_id"].map(ClientID.init) else { return pages.stale(for: request) }
            try await applications.remove(id, from: user.id, at: request.now)
            return pages.redirect(to: "/account/applications")
        }
    }
}
