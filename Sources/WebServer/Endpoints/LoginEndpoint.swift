import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/login`: the sign-in page, for an authorization request or a device that waits, or for the account pages.
struct LoginEndpoint: Endpoint {
    let entry: EntryForm
    let signIn: SignIn
    let metrics: ServerMetrics
    /// Whether people may make accounts for themselves, so that the page says where.
    let offersRegistration: Bool
    /// Whether people may sign in with passkeys.
    let offersPasskeys: Bool
    /// Whether mail is sent, so that whoever has forgotten a password can be helped.
    let sendsMail: Bool

    /// The page's address below the issuer, for the request that waits under `handle`.
    static func path(for handle: Secret?) -> String {
        handle.map { "/login?request=\(PercentEncoding.encode($0.exposed))" } ?? "/login"
    }

    func respond(to request: WebRequest) async -> WebResponse {
        await entry.respond(
            to: request, show: show, notOurs: { metrics.count(.stale) },
            refuse: { form($0, username: $0.fields["username"] ?? "", .stale) }, judge: judge)
    }

    private func show(_ came: EntryRequest) async throws(OAuthError) -> WebResponse {
        let username = came.pending?.loginHint ?? ""
        // The person may ask to sign in as somebody else; otherwise a page that is loaded again goes on where it can.
        guard let pending = came.pending, came.fields["switch"] == nil else { return form(came, username: username) }
        let step = try await entry.operation.next(of: pending, in: came.context.browser, at: came.context.now)
        switch step {
        // Who was asked to make an account may have one already.
        case .signIn, .createAccount: return form(came, username: username)
        default: return entry.pages.carryOut(step, for: came.request)
        }
    }

    private func judge(_ came: EntryRequest) async throws(OAuthError) -> WebResponse {
        let (result, problem): (ServerMetrics.SignInResult, FormProblem)
        let username = came.fields["username"] ?? ""
        let device = entry.browsers.cookies.read(BrowserCookies.device, from: came.request)
        let outcome = try await storing(
            await signIn.attempt(
                username: username, password: Secret(came.fields["password"] ?? ""),
                browser: device.map { DeviceCookie($0.exposed) }, address: came.request.address,
                at: came.context.now))
        switch outcome {
        case .signedIn(let signedIn):
            metrics.count(.signedIn)
            return try await entry.complete(signedIn, came)
        case .wrong: (result, problem) = (.wrong, .mismatch)
        case .throttled(let seconds): (result, problem) = (.throttled, .throttled(retryAfter: seconds))
        case .busy(let seconds): (result, problem) = (.busy, .busy(retryAfter: seconds))
        }
        metrics.count(result)
        return form(came, username: username, problem)
    }

    private func form(_ came: EntryRequest, username: String, _ problem: FormProblem? = nil) -> WebResponse {
        let createAccountLink = entry.pages.basePath + CreateAccountEndpoint.path(for: came.handle)
        return entry.response(
            .login(
                clientName: came.pending?.client?.shownName, isForDevice: came.pending?.isForDevice ?? false,
                username: username, problem: problem, request: came.handle?.exposed,
                createAccountLink: offersRegistration ? createAccountLink : nil,
                forgottenLink: sendsMail ? entry.pages.basePath + ForgotPasswordEndpoint.path(for: came.handle) : nil,
                offersPasskeys: offersPasskeys,
                csrf: entry.token(came)),
            to: came)
    }
}
