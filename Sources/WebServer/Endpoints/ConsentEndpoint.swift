import HTTPTypes
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/consent`: whether an application may have what it asks for.
struct ConsentEndpoint: Endpoint {
    let operation: AuthorizationOperation
    let configuration: ServerConfiguration
    let visitors: BrowserSessions
    let pages: PageResponder

    func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(visitors: visitors, pages: pages, givesCookie: false).respond(to: request) {
            visitor throws(OAuthError) in
            request.method == .post ? try await decide(request, visitor) : try await show(request, visitor)
        }
    }

    private func show(_ request: WebRequest, _ visitor: BrowserContext) async throws(OAuthError) -> WebResponse {
        let query = try Parameters(form: Array((request.query ?? "").utf8))
        guard let handle = query["request"].map(Secret.init) else { return pages.stale(for: request) }
        guard let step = try await operation.reconsider(handle, in: visitor.browser, at: request.now) else {
            return try await nothing(under: handle, visitor, request)
        }
        guard case .consent = step else { return pages.carryOut(step, for: request) }
        guard let waiting = try await operation.find(handle, in: visitor.browser, at: request.now),
            let user = visitor.user
        else { return pages.stale(for: request) }
        let validated = waiting.request
        return pages.page(
            ConsentPage(
                clientName: waiting.client.shownName,
                redirectHost: validated.redirectURI.displayedHost, redirectsToOwnDevice: validated.redirectURI.isLocal,
                introduction: waiting.client.introduction, pages: waiting.client.pages, username: user.username,
                scopes: validated.scope.values,
                claims: waiting.request.claimsShown(for: waiting.client.metadata),
                resources: validated.resources.map(configuration.shownName),
                request: handle.exposed, csrf: visitors.formToken(of: visitor, about: Self.subject(handle))),
            for: request, wishes: validated.uiLocales, client: waiting.client.id, outcome: "ok")
    }

    private func decide(_ request: WebRequest, _ visitor: BrowserContext) async throws(OAuthError) -> WebResponse {
        let fields = try request.form()
        guard let handle = fields["request"].map(Secret.init) else { return pages.stale(for: request) }
        guard visitors.isGenuine(fields, in: request, from: visitor, about: Self.subject(handle)),
            let decision = fields["decision"],
            decision == "allow" || decision == "deny",
            let step = try await operation.decide(
                handle, allow: decision == "allow", in: visitor.browser, at: request.now)
        else { return try await nothing(under: handle, visitor, request) }
        return pages.carryOut(step, for: request)
    }

    private func nothing(
        under handle: Secret, _ visitor: BrowserContext, _ request: WebRequest
    ) async throws(OAuthError) -> WebResponse {
        try await NothingWaiting(operation: operation, pages: pages).response(under: handle, visitor, request)
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
