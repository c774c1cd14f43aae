import HTTPTypes
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// Turns pages into responses, in the reader's language and under the right name, and paths of ours into redirects, below
/// the issuer's own path.
package struct PageResponder: Sendable {
    package let basePath: String
    private let renderer: PageRenderer
    private let appearance: Appearance
    /// Where the documentation is; `nil` where it is not served.
    let documentation: String?

    /// - `hasDocumentation`: whether `/docs` is there, so that pages for developers lead to it.
    /// - Throws: if an embedded file cannot be read, which no tested build has.
    package init(issuer: Issuer, appearance: Appearance, hasDocumentation: Bool = false) throws {
        documentation = hasDocumentation ? issuer.path + "/docs" : nil
        renderer = try PageRenderer(basePath: issuer.path, appearance: appearance)
        basePath = issuer.path
        self.appearance = appearance
    }

    /// A page for a person.
    ///
    /// - `wishes`: the languages that the waiting authorization request asks for, the dearest first
    ///   (OpenID Connect Core §3.1.2.1 `ui_locales`); what the browser wishes comes after them.
    /// - `client`: the application that the page is about, whose brand it then carries; `nil` for ours.
    package func page(
        _ page: some PageContent, for request: WebRequest, wishes: [String] = [], client: ClientID? = nil,
        status: HTTPResponse.Status = .ok, outcome: String? = nil
    ) -> WebResponse {
        let rendered = renderer.render(
            page, in: appearance.languages.choose(wishes, header: request.headers[.acceptLanguage]),
            brand: appearance.brands.brand(for: client?.value))
        var response = WebResponse(status: status, body: Array(rendered.html.utf8), outcome: outcome)
        response.headers[.contentType] = "text/html; charset=utf-8"
        response.headers[.contentLanguage] = rendered.language.description
        response.headers[.vary] = "Accept-Language"
        response.headers[.contentSecurityPolicy] = rendered.contentSecurityPolicy
        response.headers[.cacheControl] = "no-store"
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.xFrameOptions] = "DENY"
        return response
    }

    /// A refusal that a person reads.
    func error(
        _ error: OAuthError, _ kind: ErrorPage.Kind, for request: WebRequest, wishes: [String] = [],
        client: ClientID? = nil
    ) -> WebResponse {
        // A page may say 400 where a program would be told 401: there is nothing here to authenticate to.
        let status = error.status == .unauthorized ? .badRequest : error.status
        let help = kind == .unacceptableRequest ? documentation.map { $0 + "/connecting/troubleshooting" } : nil
        let content = ErrorPage(
            status: status.code, kind: kind, code: error.code.rawValue, description: error.description,
            requestID: request.id, help: help)
        var response = page(
            content, for: request, wishes: wishes, client: client, status: status, outcome: error.code.rawValue)
        response.logDetail = error.detail
        if let seconds = error.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    /// Trouble that is ours and not the person's.
    func trouble(_ error: OAuthError, for request: WebRequest) -> WebResponse {
        self.error(error, .trouble, for: request)
    }

    /// A form that was open too long, came from elsewhere, or was answered already.
    func stale(for request: WebRequest) -> WebResponse {
        page(
            ErrorPage(status: 403, kind: .stale, requestID: request.id), for: request, status: .forbidden,
            outcome: "stale")
    }

    /// Nothing waits for a person any more who was sent by `client`, or nobody knows by whom.
    func wayOn(_ kind: WayOnPage.Kind, _ client: ClientRecord?, for request: WebRequest) -> WebResponse {
        // Where a client that brought itself would send people, nobody vouches for.
        let link = client?.origin.isStranger == false ? client?.metadata.information["client_uri"]?.string : nil
        return page(
            WayOnPage(kind: kind, clientName: client?.shownName, clientLink: link), for: request, client: client?.id,
            status: kind == .stale ? .forbidden : .ok, outcome: kind == .answered ? "answered" : "stale")
    }

    /// The answer to a browser for which nothing waits under the handle that it brings.
    ///
    /// - `kind`: whether somebody has just signed in, or the page was merely open for too long.
    func nothingWaits(
        _ kind: WayOnPage.Kind = .stale, sender: ClientRecord?, in context: BrowserContext, for request: WebRequest
    ) -> WebResponse {
        // Who begins a request is given a cookie with the first answer.
        if context.isNew { return cookiesBlocked(for: request) }
        if kind == .stale, sender == nil { return stale(for: request) }
        return wayOn(kind, sender, for: request)
    }

    /// A browser that was given a cookie, and came without it.
    func cookiesBlocked(for request: WebRequest) -> WebResponse {
        page(
            ErrorPage(status: 403, kind: .cookiesBlocked, requestID: request.id), for: request, status: .forbidden,
            outcome: "no_cookie")
    }

    package func notFound(for request: WebRequest) -> WebResponse {
        page(
            ErrorPage(status: 404, kind: .notFound, requestID: request.id), for: request, status: .notFound,
            outcome: "not_found")
    }

    /// A redirect to one of our own paths. See Other, so that a form's fields are not sent along.
    func redirect(to path: String) -> WebResponse {
        redirect(toLocation: basePath + path)
    }

    /// A redirect to a proved address of a client, or to our own.
    func redirect(toLocation location: String, outcome: String = "ok") -> WebResponse {
        WebResponse(
            status: .seeOther,
            headers: [.location: location, .cacheControl: "no-store", .referrerPolicy: "same-origin"], outcome: outcome)
    }

    /// The response that carries out a step of the delegation flow.
    func carryOut(_ step: AuthorizationStep, for request: WebRequest) -> WebResponse {
        switch step {
        case .answer(let answer, let recipient, let error):
            let outcome = error?.code.rawValue ?? "ok"
            var response =
                switch answer {
                case .location(let location): redirect(toLocation: location, outcome: outcome)
                case .form(let action, let fields):
                    page(
                        FormPostPage(
                            action: action.value, fields: fields.map(HiddenField.init),
                            clientName: recipient.client.shownName),
                        for: request, wishes: recipient.languages, client: recipient.client.id, outcome: outcome)
                }
            response.logDetail = error?.detail
            return response
        case .answered(let client): return wayOn(.answered, client, for: request)
        case .createAccount(let handle): return redirect(to: "/create-account?request=\(handle.exposed)")
        case .signIn(let handle): return redirect(to: "/login?request=\(handle.exposed)")
        case .consent(let handle): return redirect(to: "/consent?request=\(handle.exposed)")
        case .device(let code): return redirect(to: DeviceEndpoint.path(for: code))
        }
    }
}
