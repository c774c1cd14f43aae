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
    let visitors: BrowserSessions
    let pages: PageResponder
    let metrics: ServerMetrics
    /// Whether people may make accounts for themselves, so that the page says where.
    let offersRegistration: Bool

    private var door: EntryForm {
        EntryForm(purpose: "login", operation: operation, visitors: visitors, pages: pages)
    }

    func respond(to request: WebRequest) async -> WebResponse {
        await door.respond(to: request, show: show, judge: judge)
    }

    private func show(_ request: WebRequest, _ visitor: BrowserContext) async throws(OAuthError) -> WebResponse {
        let query = try Parameters(form: Array((request.query ?? "").utf8))
        guard let handle = query["request"].map(Secret.init) else {
            return visitor.user == nil ? form(request, visitor, nil) : pages.redirect(to: "/account")
        }
        // The person may ask to sign in as somebody else; otherwise a page that is loaded again goes on where it can.
        if query["switch"] == nil {
            let step = try await operation.reconsider(handle, in: visitor.browser, at: request.now)
            guard let step else { return try await door.nothing(under: handle, visitor, request) }
            switch step {
            // Who was asked to make an account may have one already.
            case .signIn, .createAccount: break
            default: return pages.carryOut(step, for: request)
            }
        }
        guard let waiting = try await door.find(handle, visitor, request) else {
            return try await door.nothing(under: handle, visitor, request)
        }
        return form(request, visitor, waiting, username: waiting.errand.loginHint ?? "")
    }

    private func judge(_ request: WebRequest, _ visitor: BrowserContext) async throws(OAuthError) -> WebResponse {
        let fields = try request.form()
        let handle = fields["request"].map(Secret.init)
        let username = fields["username"] ?? ""
        // A form that was open too long, or is sent once more, is judged all the same: who has signed in is told what next.
        let waiting: EntryForm.Waiting?
        if let handle { waiting = try await door.find(handle, visitor, request) } else { waiting = nil }
        guard door.isGenuine(fields, in: request, from: visitor, handle) else {
            metrics.count(.stale)
            if visitor.isNew { return pages.cookiesBlocked(for: request) }
            if let handle, waiting == nil { return try await door.nothing(under: handle, visitor, request) }
            return form(request, visitor, waiting, username: username, problem: .stale, .stale)
        }
        let outcome = try await attempt(username, Secret(fields["password"] ?? ""), request)
        switch outcome {
        case .signedIn(let user, let device):
            metrics.count(.signedIn)
            return try await completion.receive(user.id, device: device, handle: handle, visitor, request)
        case .wrong:
            metrics.count(.wrong)
            return form(request, visitor, waiting, handle, username: username, problem: .mismatch, .refused)
        case .throttled(let seconds):
            metrics.count(.throttled)
            let problem = LoginPage.Problem.throttled(retryAfter: Int(clamping: seconds))
            return form(request, visitor, waiting, handle, username: username, problem: problem, .wait(seconds))
        case .busy(let seconds):
            metrics.count(.busy)
            let problem = LoginPage.Problem.busy(retryAfter: Int(clamping: seconds))
            return form(request, visitor, waiting, handle, username: username, problem: problem, .wait(seconds))
        }
    }

    private func attempt(
        _ username: String, _ password: Secret, _ request: WebRequest
    ) async throws(OAuthError) -> SignInOutcome {
        let device = visitors.cookies.read(.device, from: request).map { DeviceCookie($0.exposed) }
        return try await storing { () throws(StorageError) in
            try await signIn.attempt(
                username: username, password: password, browser: device, address: request.address, at: request.now)
        }
    }

    private func form(
        _ request: WebRequest, _ visitor: BrowserContext, _ waiting: EntryForm.Waiting?, _ handle: Secret? = nil,
        username: String = "",
        problem: LoginPage.Problem? = nil, _ occasion: EntryForm.Occasion = .asked
    ) -> WebResponse {
        let handle = handle ?? waiting?.handle
        let page = LoginPage(
            clientName: waiting?.errand.client?.shownName, isForDevice: waiting?.errand.isForDevice ?? false,
            username: username, problem: problem,
            request: handle?.exposed,
            createAccountLink: offersRegistration
                ? pages.basePath + CreateAccountEndpoint.path(for: handle) : nil,
            csrf: door.token(visitor, handle))
        return door.response(page, for: request, waiting, occasion)
    }
}
