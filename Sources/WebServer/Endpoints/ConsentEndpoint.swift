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
            let fields = request.method == .post ? try request.form() : try request.queryParameters()
            guard let handle = fields["request"].map(Secret.init) else { return pages.stale(for: request) }
            let opened = try await operation.open(handle, in: context.browser, at: request.now)
            if let pending = opened.pending {
                let response =
                    request.method == .post
                    ? try await decide(pending, fields, request, context) : try await show(pending, request, context)
                if let response { return response }
            }
            return pages.nothingWaits(sender: opened.sender, in: context, for: request)
        }
    }

    private func show(
        _ pending: PendingInteraction, _ request: WebRequest, _ context: BrowserContext
    ) async throws(OAuthError) -> WebResponse? {
        let step = try await operation.next(of: pending, in: context.browser, at: request.now)
        guard case .consent(let handle) = step else { return pages.carryOut(step, for: request) }
        guard let waiting = pending.authorization, let user = context.user else { return nil }
        let validated = waiting.request
        return pages.page(
            ConsentPage(
                clientName: waiting.client.shownName,
                redirectHost: validated.redirectURI.displayedHost, redirectsToOwnDevice: validated.redirectURI.isLocal,
                introduction: waiting.client.introduction, pages: waiting.client.pages, username: user.username,
                scopes: validated.scope.values, claims: validated.claimsShown(for: waiting.client.metadata),
                resources: validated.resources.map(configuration.shownName),
                request: handle.exposed, csrf: browsers.formToken(of: context, about: Self.subject(handle))),
            for: request, wishes: validated.uiLocales, client: waiting.client.id, outcome: "ok")
    }

    private func decide(
        _ pending: PendingInteraction, _ fields: Parameters, _ request: WebRequest, _ context: BrowserContext
    ) async throws(OAuthError) -> WebResponse? {
        guard browsers.isGenuine(fields, in: request, from: context, about: Self.subject(pending.handle)),
            let decision = fields["decision"], decision == "allow" || decision == "deny",
            let step = try await operation.decide(
                pending, allow: decision == "allow", in: context.browser, at: request.now)
        else { return nil }
        return pages.carryOut(step, for: request)
    }

    private static func subject(_ handle: Secret) -> String {
        "consent \(handle.exposed)"
    }
}

extension ClientRecord {
    /// Whose word it is that the client is what it says.
    var introduction: ConsentPage.Introduction {
        switch origin {
        case .registration: .byItself
        case .document: .byHost(URIParts(id.value)?.host ?? id.value)
        case .command, .configuration, .development: .registered
        }
    }

    /// What it says about itself elsewhere.
    var pages: ClientPages {
        let page = { (name: String) in metadata.information[name]?.string.flatMap { WebURI($0) } }
        return ClientPages(about: page("client_uri"), policy: page("policy_uri"), terms: page("tos_uri"))
    }
}
