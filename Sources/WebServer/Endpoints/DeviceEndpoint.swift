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
    private static let subject = BrowserSessions.FormSubject.matter("device code")

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
            if context.isPosted { return try await judge(try request.form(), context) }
            let typed = try request.queryParameters()["user_code"] ?? ""
            let handover = UserCode(typed: typed).flatMap { QRCode(configuration.issuer.url(Self.path(for: $0))) }
            return form(typed, handover: handover, context)
        }
    }

    private func judge(_ fields: Parameters, _ context: BrowserContext) async throws(OAuthError) -> WebResponse {
        let typed = fields["user_code"] ?? ""
        let code = UserCode(typed: typed)
        if let decision = fields["decision"] { return try await decide(decision, code, fields, context) }
        guard browsers.isGenuine(fields, from: context, about: Self.subject) else {
            return form(typed, .stale, context)
        }
        guard let user = context.user else {
            guard let code else { return form(typed, .wrongCode, context) }
            return try signIn(for: code, context)
        }
        let address = context.request.address
        if let seconds = try await storing(await guesses.begin(by: user.id, from: address, at: context.now)) {
            return form(typed, .throttled(retryAfter: seconds), context)
        }
        guard let code, let found = try await verification.find(code, in: context.browser, at: context.now) else {
            return form(typed, .wrongCode, context)
        }
        try await storing(await guesses.takeBack(by: user.id, from: address))
        let handle = try verification.wait(with: code, in: context.browser, at: context.now)
        switch found.authentication {
        case .serves: return try confirm(code, found, user, context)
        case .lacksSignIn: return try signIn(for: code, again: true, context)
        case .lacksSecondFactor: return pages.carryOut(.secondFactor(handle), for: context.request)
        case .lacksSetup: return pages.carryOut(.setup(handle), for: context.request)
        }
    }

    /// To the sign-in page, and back here with the code filled in.
    private func signIn(
        for code: UserCode, again: Bool = false, _ context: BrowserContext
    ) throws(OAuthError) -> WebResponse {
        let handle = try verification.wait(with: code, in: context.browser, at: context.now)
        return pages.redirect(to: "/login?request=\(handle.exposed)\(again ? "&switch=1" : "")")
    }

    private func confirm(
        _ code: UserCode, _ found: DeviceVerification.Request, _ user: UserRecord, _ context: BrowserContext
    ) throws(OAuthError) -> WebResponse {
        let handle = try verification.wait(with: code, in: context.browser, at: context.now)
        return pages.page(
            .consent(
                to: .device(userCode: code.exposed), clientName: found.client.shownName,
                introduction: found.client.introduction, pages: found.client.pages, username: user.username,
                scopes: found.scope.values, resources: found.resources.map(configuration.shownName),
                request: handle.exposed, csrf: browsers.formToken(of: context, about: Self.subject(code))),
            for: context.request, client: found.client.id, outcome: "asked")
    }

    private func decide(
        _ decision: String, _ code: UserCode?, _ fields: Parameters, _ context: BrowserContext
    ) async throws(OAuthError) -> WebResponse {
        guard let code, decision == "allow" || decision == "deny",
            browsers.isGenuine(fields, from: context, about: Self.subject(code)), context.user != nil
        else { return pages.stale(for: context.request) }
        let decided = try await verification.decide(
            code, allow: decision == "allow", in: context.browser, at: context.now)
        guard let decided else { return form("", .wrongCode, context) }
        return pages.page(
            .deviceDone(clientName: decided.request.client.shownName, isAllowed: decided.isAllowed),
            for: context.request, client: decided.request.client.id,
            outcome: decided.isAllowed ? "allowed" : "denied")
    }

    private func form(
        _ typed: String, _ problem: FormProblem? = nil, handover: QRCode? = nil, _ context: BrowserContext
    ) -> WebResponse {
        let csrf = browsers.formToken(of: context, about: Self.subject)
        return pages.page(
            .device(userCode: typed, problem: problem, handover: handover, csrf: csrf), for: context.request)
    }

    /// What a decision is about: its token comes with the page that shows what this code lets in, and with no other.
    private static func subject(_ code: UserCode) -> BrowserSessions.FormSubject {
        .matter("device decision \(code.exposed)")
    }
}
