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

    private static let subject = BrowserSessions.FormSubject.matter("account")

    let section: Section
    let applications: Applications
    let sessions: Sessions
    let secondFactors: SecondFactors
    let browsers: BrowserSessions
    let pages: PageResponder

    func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages, givesCookie: false).respond(to: request) {
            context throws(OAuthError) in
            guard let (session, user) = context.browser.signedIn else { return pages.redirect(to: "/login") }
            if context.isPosted { return try await end(context, session, user) }
            let csrf = browsers.formToken(of: context, about: Self.subject)
            let page: PageContent =
                switch section {
                case .overview:
                    .account(
                        name: user.name, username: user.username, email: user.email, emailVerified: user.emailVerified)
                case .sessions: try await sessionsPage(of: user, in: session, csrf, at: context.now)
                case .applications: try await applicationsPage(of: user, csrf, at: context.now)
                }
            return pages.page(page, for: request)
        }
    }

    private func sessionsPage(
        of user: UserRecord, in session: SessionRecord, _ csrf: String, at now: Timestamp
    ) async throws(OAuthError) -> PageContent {
        let most = PageContent.mostSessions
        var found = try await storing(await sessions.list(of: user.id, most: most + 1, at: now))
        let hasMore = found.count > most
        found = Array(found.prefix(most))
        // Whoever looks can end where they look, however lately others were used.
        if !found.contains(where: { $0.id == session.id }) { found = [session] + found.dropLast(hasMore ? 1 : 0) }
        let rows = found.map {
            SessionRow(
                id: $0.id.description, description: $0.userAgent, address: $0.address,
                signedInAt: CivilTime($0.authenticatedAt), isThisBrowser: $0.id == session.id)
        }
        let remembered = try await storing(await secondFactors.rememberedBrowsers(of: user.id, at: now)).map {
            RememberedRow(
                id: Base64URL.encode($0.digest.octets), description: $0.userAgent, createdAt: CivilTime($0.createdAt),
                expiresAt: CivilTime($0.expiresAt))
        }
        return .sessions(rows, hasMore: hasMore, remembered: remembered, csrf: csrf)
    }

    private func applicationsPage(
        of user: UserRecord, _ csrf: String, at now: Timestamp
    ) async throws(OAuthError) -> PageContent {
        let rows = try await applications.list(of: user.id, at: now).map { application in
            ApplicationRow(
                clientID: application.client.id.value, clientName: application.client.shownName,
                scopes: application.scope.values, claims: application.claims,
                grantedAt: CivilTime(application.since))
        }
        return .applications(rows, csrf: csrf)
    }

    private func end(
        _ context: BrowserContext, _ session: SessionRecord, _ user: UserRecord
    ) async throws(OAuthError) -> WebResponse {
        let fields = try context.request.form()
        guard browsers.isGenuine(fields, from: context, about: Self.subject) else {
            return pages.stale(for: context.request)
        }
        switch section {
        case .overview: return pages.redirect(to: "/account")
        case .sessions:
            if let digest = fields["remembered"].flatMap({ Base64URL.decode($0) }).flatMap({ TokenDigest(octets: $0) })
            {
                try await storing(await secondFactors.forget(digest, of: user.id))
                return pages.redirect(to: "/account/sessions")
            }
            guard let id = fields["id"].flatMap(SessionID.init(text:)) else { return pages.stale(for: context.request) }
            _ = try await storing(await sessions.end(session: id, of: user.id, at: context.now))
            return pages.redirect(to: id == session.id ? "/login" : "/account/sessions")
        case .applications:
            guard let id = fields["client_id"].map(ClientID.init) else { return pages.stale(for: context.request) }
            try await applications.remove(id, from: user.id, at: context.now)
            return pages.redirect(to: "/account/applications")
        }
    }
}
