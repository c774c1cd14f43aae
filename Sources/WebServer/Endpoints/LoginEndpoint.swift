import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/login`: the sign-in page, for an authorization request or a device that waits, or for the account pages.
struct LoginEndpoint: Endpoint {
    let operation: AuthorizationOperation
    let signIn: SignIn
    let completion: SignInCompletion
    let browsers: BrowserSessions
    let pages: PageResponder
    let metrics: ServerMetrics
    /// Whether people may make accounts for themselves, so that the page says where.
    let offersRegistration: Bool

    private var entryForm: EntryForm {
        EntryForm(purpose: "login", operation: operation, browsers: browsers, pages: pages)
    }

    func respond(to request: WebRequest) async -> WebResponse {
        await entryForm.respond(
            to: request, show: show,
            refuse: { entry in
                metrics.count(.stale)
                return form(entry, username: entry.fields["username"] ?? "", .stale, .stale)
            }, judge: judge)
    }

    private func show(_ entry: EntryRequest) async throws(OAuthError) -> WebResponse {
        let username = entry.pending?.loginHint ?? ""
        // The person may ask to sign in as somebody else; otherwise a page that is loaded again goes on where it can.
        guard let pending = entry.pending, entry.fields["switch"] == nil else { return form(entry, username: username) }
        let step = try await operation.next(of: pending, in: entry.context.browser, at: entry.request.now)
        switch step {
        // Who was asked to make an account may have one already.
        case .signIn, .createAccount: return form(entry, username: username)
        default: return pages.carryOut(step, for: entry.request)
        }
    }

    private func judge(_ entry: EntryRequest) async throws(OAuthError) -> WebResponse {
        let username = entry.fields["username"] ?? ""
        switch try await attempt(username, Secret(entry.fields["password"] ?? ""), entry.request) {
        case .signedIn(let signedIn):
            metrics.count(.signedIn)
            return try await completion.receive(signedIn, entry)
        case .wrong:
            metrics.count(.wrong)
            return form(entry, username: username, .mismatch, .refused)
        case .throttled(let seconds):
            metrics.count(.throttled)
            return form(entry, username: username, .throttled(retryAfter: Int(clamping: seconds)), .wait(seconds))
        case .busy(let seconds):
            metrics.count(.busy)
            return form(entry, username: username, .busy(retryAfter: Int(clamping: seconds)), .wait(seconds))
        }
    }

    private func attempt(
        _ username: String, _ password: Secret, _ request: WebRequest
    ) async throws(OAuthError) -> SignInOutcome {
        let device = browsers.cookies.read(.device, from: request).map { DeviceCookie($0.exposed) }
        return try await storing(
            await signIn.attempt(
                username: username, password: password, browser: device, address: request.address, at: request.now))
    }

    private func form(
        _ entry: EntryRequest, username: String, _ problem: LoginPage.Problem? = nil,
        _ occasion: EntryForm.Occasion = .asked
    ) -> WebResponse {
        let page = LoginPage(
            clientName: entry.pending?.client?.shownName, isForDevice: entry.pending?.isForDevice ?? false,
            username: username, problem: problem, request: entry.handle?.exposed,
            createAccountLink: offersRegistration
                ? pages.basePath + CreateAccountEndpoint.path(for: entry.handle) : nil,
            csrf: entryForm.token(entry))
        return entryForm.response(page, to: entry, occasion)
    }
}
