import HTTPTypes
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// Turns pages into responses, in the reader's language and under the right name, and paths of ours into redirects, below
/// the issuer's own path.
package struct PageResponder: Sendable {
    package let basePath: String
    package let renderer: PageRenderer
    private let appearance: Appearance
    /// Where the documentation is; `nil` where it is not served.
    package let documentation: String?

    /// Names, logos and colours.
    package var brands: Brands { appearance.brands }

    /// - `hasDocumentation`: whether `/docs` is there, so that pages for developers lead to it.
    /// - Throws: if an embedded file cannot be read, which no tested build has.
    package init(issuer: Issuer, appearance: Appearance, hasDocumentation: Bool = false) throws {
        documentation = hasDocumentation ? issuer.path + "/docs" : nil
        renderer = try PageRenderer(basePath: issuer.path, appearance: appearance)
        basePath = issuer.path
        self.appearance = appearance
    }

    /// A page for a person, with the status that it has.
    ///
    /// - `wishes`: the languages that the waiting authorization request asks for, the dearest first
    ///   (OpenID Connect Core §3.1.2.1 `ui_locales`); what the browser wishes comes after them.
    /// - `client`: the application that the page is about, whose brand it then carries; `nil` for ours.
    package func page(
        _ page: PageContent, for request: WebRequest, wishes: [String] = [], client: ClientID? = nil,
        outcome: String? = nil
    ) -> WebResponse {
        let rendered = renderer.render(
            page, in: appearance.languages.choose(wishes, header: request.headers[.acceptLanguage]),
            brand: appearance.brands.brand(for: client?.value))
        let status = Self.statuses.first { $0.code == page.status } ?? .init(code: page.status)
        var response = WebResponse(status: status, body: Array(rendered.html.utf8), outcome: outcome)
        response.headers[.contentType] = "text/html; charset=utf-8"
        response.headers[.contentLanguage] = rendered.language.description
        response.headers[.vary] = "Accept-Language"
        response.headers[.contentSecurityPolicy] = rendered.contentSecurityPolicy
        response.headers[.cacheControl] = "no-store"
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.xFrameOptions] = "DENY"
        if let seconds = page.problems.first?.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    /// The language in which pages are shown to whoever sends a request, as a tag.
    func language(for request: WebRequest) -> String {
        appearance.languages.choose([], header: request.headers[.acceptLanguage]).tag.description
    }

    /// Those that pages have, with their phrases.
    private static let statuses: [HTTPResponse.Status] = [
        .ok, .badRequest, .forbidden, .notFound, .tooManyRequests, .internalServerError, .serviceUnavailable,
    ]

    /// A refusal that a person reads.
    func error(
        _ error: OAuthError, _ kind: ErrorKind, for request: WebRequest, wishes: [String] = []
    ) -> WebResponse {
        // A page may say 400 where a program would be told 401: there is nothing here to authenticate to.
        let status = error.status == .unauthorized ? .badRequest : error.status
        let help = kind == .unacceptableRequest ? documentation.map { $0 + "/connecting/troubleshooting" } : nil
        var response = page(
            .error(
                kind, status: status.code, code: error.code.rawValue, description: error.description,
                requestID: request.id, help: help),
            for: request, wishes: wishes, outcome: error.code.rawValue)
        response.note(error)
        return response
    }

    /// A form that was open too long, came from elsewhere, or was answered already.
    func stale(for request: WebRequest) -> WebResponse {
        page(.error(.stale, status: 403, requestID: request.id), for: request, outcome: "stale")
    }

    /// A browser that was given a cookie, and came without it.
    func cookiesBlocked(for request: WebRequest) -> WebResponse {
        page(.error(.cookiesBlocked, status: 403, requestID: request.id), for: request, outcome: "no_cookie")
    }

    /// There is nothing at this path.
    package func notFound(for request: WebRequest) -> WebResponse {
        page(.error(.notFound, status: 404, requestID: request.id), for: request, outcome: "not_found")
    }

    /// Nothing waits for a person any more who was sent by `client`, or nobody knows by whom.
    private func wayOn(_ kind: WayOnKind, _ client: ClientRecord?, for request: WebRequest) -> WebResponse {
        // Where a dynamic client would send people, nobody vouches for.
        let link = client?.origin.isDynamic == false ? client?.metadata.information["client_uri"]?.string : nil
        return page(
            .wayOn(kind, clientName: client?.shownName, clientLink: link), for: request, client: client?.id,
            outcome: kind == .answered ? "answered" : "stale")
    }

    /// The answer to a browser for which nothing waits under the handle that it brings.
    ///
    /// - `kind`: whether somebody has just signed in, or the page was merely open for too long.
    func nothingWaits(
        _ kind: WayOnKind = .stale, sender: ClientRecord?, in context: BrowserContext
    ) -> WebResponse {
        // Who begins a request is given a cookie with the first answer.
        if context.isNew { return cookiesBlocked(for: context.request) }
        if kind == .stale, sender == nil { return stale(for: context.request) }
        return wayOn(kind, sender, for: context.request)
    }

    /// A redirect to one of our own paths. See Other, so that a form's fields are not sent along.
    package func redirect(to path: String) -> WebResponse {
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
                        .formPost(
                            action: action.value, fields: fields, clientName: recipient.client.shownName),
                        for: request, wishes: recipient.languages, client: recipient.client.id, outcome: outcome)
                }
            response.logDetail = error?.detail
            return response
        case .answered(let client): return wayOn(.answered, client, for: request)
        case .createAccount(let handle): return redirect(to: "/create-account?request=\(handle.exposed)")
        case .signIn(let handle): return redirect(to: LoginEndpoint.path(for: handle))
        case .secondFactor(let handle): return redirect(to: SecondFactorEndpoint.path(for: handle))
        case .setup(let handle): return redirect(to: SecurityEndpoint.path(for: handle))
        case .account(.security): return redirect(to: SecurityEndpoint.path)
        case .account(.profile): return redirect(to: ProfileEndpoint.path)
        case .account(.address(let link)):
            return redirect(to: "\(VerifyEmailEndpoint.path)?token=\(PercentEncoding.encode(link.exposed))")
        case .consent(let handle): return redirect(to: "/consent?request=\(handle.exposed)")
        case .device(let code): return redirect(to: DeviceEndpoint.path(for: code))
        }
    }
}
