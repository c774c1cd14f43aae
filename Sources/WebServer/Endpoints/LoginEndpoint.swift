import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/login`: the sign-in page, for an authorization request that waits or for the account pages.
struct LoginEndpoint: Endpoint {
    let operation: AuthorizationOperation
    let signIn: SignIn
    let welcome: Welcome
    let visitors: Visitors
    let pages: PageResponder
    let metrics: ServerMetrics
    /// Whether people may make accounts for themselves, so that the page says where.
    let offersRegistration: Bool

    func respond(to request: WebRequest) async -> WebResponse {
        do throws(OAuthError) {
            let visitor = try await visitors.recognise(request)
            var response =
                request.method == .post ? try await judge(request, visitor) : try await show(request, visitor)
            visitors.remember(visitor, on: &response)
            return response
        } catch {
            return pages.trouble(error, for: request)
        }
    }

    private func show(_ request: WebRequest, _ visitor: Visitor) async throws(OAuthError) -> WebResponse {
        let query = try Parameters(form: Array((request.query ?? "").utf8))
        guard let handle = query["request"].map(Secret.init) else {
            return visitor.user == nil ? try await form(request, visitor, nil) : pages.redirect(to: "/account")
        }
        // The person may ask to sign in as somebody else; otherwise a page that is loaded again goes on where it can.
        if query["switch"] == nil {
            let step = try await operation.reconsider(handle, in: visitor.browser, at: request.now)
            guard let step else { return pages.stale(for: request) }
            switch step {
            // Who was asked to make an account may have one already.
            case .signIn, .createAccount: break
            default: return pages.carryOut(step, for: request)
            }
        }
        let waiting = try await operation.find(handle, in: visitor.browser, at: request.now)
        guard let waiting else { return pages.stale(for: request) }
        return try await form(request, visitor, (handle, waiting), username: waiting.request.loginHint ?? "")
    }

    private func judge(_ request: WebRequest, _ visitor: Visitor) async throws(OAuthError) -> WebResponse {
        let fields = try request.form()
        let handle = fields["request"].map(Secret.init)
        let username = fields["username"] ?? ""
        var waiting: (Secret, WaitingRequest)?
        if let handle {
            let found = try await operation.find(handle, in: visitor.browser, at: request.now)
            // A form that was sent twice comes with the cookie from before sign-in: the browser has the new one now.
            guard let found else {
                return pages.redirect(to: "/login?request=\(PercentEncoding.encode(handle.exposed))")
            }
            waiting = (handle, found)
        }
        guard visitors.isGenuine(fields, in: request, from: visitor, about: Self.subject(handle)) else {
            metrics.count(.stale)
            // Somebody signed in in another tab meanwhile: this one goes on from there.
            if let handle, visitor.user != nil { return pages.redirect(to: "/login?request=\(handle.exposed)") }
            return try await form(request, visitor, waiting, username: username, problem: .stale, status: .forbidden)
        }
        let outcome = try await attempt(username, Secret(fields["password"] ?? ""), request)
        switch outcome {
        case .signedIn(let user, let device):
            metrics.count(.signedIn)
            return try await welcome.receive(user.id, device: device, handle: handle, visitor, request)
        case .wrong:
            metrics.count(.wrong)
            return try await form(
                request, visitor, waiting, username: username, problem: .mismatch, status: .badRequest)
        case .throttled(let seconds):
            metrics.count(.throttled)
            let problem = LoginPage.Problem.throttled(retryAfter: Int(clamping: seconds))
            return try await form(
                request, visitor, waiting, username: username, problem: problem, status: .tooManyRequests,
                retryAfter: seconds)
        case .busy(let seconds):
            metrics.count(.busy)
            let problem = LoginPage.Problem.busy(retryAfter: Int(clamping: seconds))
            return try await form(
                request, visitor, waiting, username: username, problem: problem, status: .tooManyRequests,
                retryAfter: seconds)
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
        _ request: WebRequest, _ visitor: Visitor, _ waiting: (handle: Secret, request: WaitingRequest)?,
        username: String = "", problem: LoginPage.Problem? = nil, status: HTTPResponse.Status = .ok,
        retryAfter: Int64? = nil
    ) async throws(OAuthError) -> WebResponse {
        let client = waiting?.request.client
        let page = LoginPage(
            clientName: client?.shownName, username: username, problem: problem,
            request: waiting?.handle.exposed,
            createAccountLink: offersRegistration
                ? pages.basePath + CreateAccountEndpoint.path(for: waiting?.handle) : nil,
            csrf: visitors.formToken(of: visitor, about: Self.subject(waiting?.handle)),
            formTargets: waiting.map { [$0.request.request.redirectURI.formTarget] } ?? [])
        var response = pages.page(
            page, for: request, wishes: waiting?.request.request.uiLocales ?? [], client: client?.id, status: status,
            outcome: problem == nil ? "ok" : "refused")
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }

    private static func subject(_ handle: Secret?) -> String {
        "login \(handle?.exposed ?? "")"
    }
}
