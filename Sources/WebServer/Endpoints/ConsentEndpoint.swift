import HTTPTypes
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/consent`: whether an application may have what it asks for.
struct ConsentEndpoint: Endpoint {
    let operation: AuthorizationOperation
    let configuration: ServerConfiguration
    let browsers: BrowserSessions
    let pages: PageResponder

    func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages, givesCookie: false).respond(to: request) {
            context throws(OAuthError) in
            let fields = context.isPosted ? try request.form() : try request.queryParameters()
            guard let handle = fields["request"].map(Secret.init) else { return pages.stale(for: request) }
            let opened = try await operation.open(handle, in: context.browser, at: request.now)
            if let pending = opened.pending {
                let response =
                    context.isPosted
                    ? try await decide(pending, fields, context) : try await show(pending, context)
                if let response { return response }
            }
            return pages.nothingWaits(sender: opened.sender, in: context)
        }
    }

    private func show(
        _ pending: PendingInteraction, _ context: BrowserContext
    ) async throws(OAuthError) -> WebResponse? {
        let step = try await operation.next(of: pending, in: context.browser, at: context.now)
        guard case .consent(let handle) = step else { return pages.carryOut(step, for: context.request) }
        guard let waiting = pending.authorization, let user = context.user else { return nil }
        let (validated, client) = (waiting.request, waiting.client)
        let redirectURI = validated.redirectURI
        return pages.page(
            .consent(
                to: .redirect(host: redirectURI.displayedHost, isOwnDevice: redirectURI.isLocal),
                clientName: client.shownName, introduction: client.introduction, pages: client.pages,
                username: user.username, scopes: validated.scope.values,
                claims: validated.claimsShown(for: client.metadata),
                resources: validated.resources.map(configuration.shownName),
                request: handle.exposed, csrf: browsers.formToken(of: context, about: Self.subject(handle))),
            for: context.request, wishes: validated.uiLocales, client: client.id)
    }

    private func decide(
        _ pending: PendingInteraction, _ fields: Parameters, _ context: BrowserContext
    ) async throws(OAuthError) -> WebResponse? {
        guard browsers.isGenuine(fields, from: context, about: Self.subject(pending.handle)),
            let decision = fields["decision"], decision == "allow" || decision == "deny",
            let step = try await operation.decide(
                pending, allow: decision == "allow", in: context.browser, at: context.now)
        else { return nil }
        return pages.carryOut(step, for: context.request)
    }

    private static func subject(_ handle: Secret) -> BrowserSessions.FormSubject {
        .matter("consent \(handle.exposed)")
    }
}

extension ClientRecord {
    /// Whose word it is that the client is what it says.
    var introduction: Introduction {
        switch origin {
        case .registration: .byItself
        case .document: .byHost(URIParts(id.value)?.host ?? id.value)
        case .command, .configuration, .development: .registered
        }
    }

    /// What it says about itself elsewhere.
    var pages: [ClientPage: WebURI] {
        let pages = ClientPage.allCases.compactMap { page in
            metadata.information[page.rawValue]?.string.flatMap { WebURI($0) }.map { (page, $0) }
        }
        return Dictionary(uniqueKeysWithValues: pages)
    }
}
