import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/device`: the page at which a person enters the code that a device shows, looks at what the device asks for, and
/// decides (RFC 8628 §3.3). A code is looked at for nobody who has not signed in, and only as often as guessing needs to be
/// kept from paying.
struct DeviceEndpoint: Endpoint {
    /// What the form for the code is about; its token is good for no decision.
    private static let subject = "device code"

    let verification: DeviceVerification
    let guesses: UserCodeGuesses
    let configuration: ServerConfiguration
    let browsers: BrowserSessions
    let pages: PageResponder

    /// The page's address below the issuer, with the code filled in.
    static func path(for code: UserCode) -> String {
        "\(Endpoints.devicePage)?user_code=\(code.exposed)"
    }

    func respond(to request: WebRequest) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages).respond(to: request) { context throws(OAuthError) in
            request.method == .post ? try await judge(request, context) : try show(request, context)
        }
    }

    private func show(_ request: WebRequest, _ context: BrowserContext) throws(OAuthError) -> WebResponse {
        let query = try request.queryParameters()
        let typed = query["user_code"] ?? ""
        var page = form(context, typed)
        page.handover = UserCode(typed: typed).flatMap { QRCode(configuration.issuer.url(Self.path(for: $0))) }
        return pages.page(page, for: request, outcome: "ok")
    }

    private func judge(_ request: WebRequest, _ context: BrowserContext) async throws(OAuthError) -> WebResponse {
        let fields = try request.form()
        let typed = fields["user_code"] ?? ""
        if let decision = fields["decision"] { return try await decide(decision, typed, fields, request, context) }
        guard browsers.isGenuine(fields, in: request, from: context, about: Self.subject) else {
            return refuse(typed, .stale, .forbidden, request, context)
        }
        let code = UserCode(typed: typed)
        guard let user = context.user else {
            guard let code else { return refuse(typed, .wrong, .badRequest, request, context) }
            return try signIn(for: code, request, context)
        }
        if let seconds = try await storing(await guesses.begin(by: user.id, from: request.address, at: request.now)) {
            var response = refuse(
                typed, .throttled(retryAfter: Int(clamping: seconds)), .tooManyRequests, request, context)
            response.headers[.retryAfter] = String(seconds)
            return response
        }
        guard let code, let found = try await verification.find(code, in: context.browser, at: request.now) else {
            return refuse(typed, .wrong, .badRequest, request, context)
        }
        try await storing(await guesses.takeBack(by: user.id, from: request.address))
        guard found.context != nil else { return try signIn(for: code, again: true, request, context) }
        return try confirm(code, found, user, request, context)
    }

    /// To the sign-in page, and back here with the code filled in.
    private func signIn(
        for code: UserCode, again: Bool = false, _ request: WebRequest, _ context: BrowserContext
    ) throws(OAuthError) -> WebResponse {
        let handle = try verification.wait(with: code, in: context.browser, at: request.now)
        return pages.redirect(to: "/login?request=\(handle.exposed)\(again ? "&switch=1" : "")")
    }

    private func confirm(
        _ code: UserCode, _ found: DeviceVerification.Request, _ user: UserRecord, _ request: WebRequest,
        _ context: BrowserContext
    ) throws(OAuthError) -> WebResponse {
        let handle = try verification.wait(with: code, in: context.browser, at: request.now)
        let page = DeviceConsentPage(
            clientName: found.client.shownName, introduction: found.client.introduction, pages: found.client.pages,
            username: user.username, userCode: code.exposed,
            scopes: found.scope.values, resources: found.resources.map(configuration.shownName),
            request: handle.exposed, csrf: browsers.formToken(of: context, about: Self.subject(code)))
        return pages.page(page, for: request, client: found.client.id, outcome: "asked")
    }

    private func decide(
        _ decision: String, _ typed: String, _ fields: Parameters, _ request: WebRequest, _ context: BrowserContext
    ) async throws(OAuthError) -> WebResponse {
        guard let code = UserCode(typed: typed), decision == "allow" || decision == "deny",
            browsers.isGenuine(fields, in: request, from: context, about: Self.subject(code)),
            context.user != nil
        else { return pages.stale(for: request) }
        let decided = try await verification.decide(
            code, allow: decision == "allow", in: context.browser, at: request.now)
        guard let decided else { return refuse("", .wrong, .badRequest, request, context) }
        return pages.page(
            DeviceDonePage(clientName: decided.request.client.shownName, isAllowed: decided.isAllowed), for: request,
            client: decided.request.client.id, outcome: decided.isAllowed ? "allowed" : "denied")
    }

    private func form(_ context: BrowserContext, _ typed: String) -> DevicePage {
        DevicePage(userCode: typed, csrf: browsers.formToken(of: context, about: Self.subject))
    }

    private func refuse(
        _ typed: String, _ problem: DevicePage.Problem, _ status: HTTPResponse.Status, _ request: WebRequest,
        _ context: BrowserContext
    ) -> WebResponse {
        var page = form(context, typed)
        page.problem = problem
        return pages.page(page, for: request, status: status, outcome: "refused")
    }

    /// What a decision is about: its token comes with the page that shows what this code lets in, and with no other.
    private static func subject(_ code: UserCode) -> String {
        "device decision \(code.exposed)"
    }
}
