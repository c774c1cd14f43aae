import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// `/create-account`: the form with which people make an account for themselves, for an authorization request that waits
/// (`prompt=create`, Initiating User Registration via OpenID Connect) or for the account pages. It is there only where
/// `accounts.registration` is on.
struct CreateAccountEndpoint: Endpoint {
    static let path = "/create-account"

    let operation: AuthorizationOperation
    let registration: SelfRegistration
    let completion: SignInCompletion
    let visitors: BrowserSessions
    let pages: PageResponder

    /// The form's address below the issuer, for the request that waits under `handle`.
    static func path(for handle: Secret?) -> String {
        handle.map { "\(path)?request=\(PercentEncoding.encode($0.exposed))" } ?? path
    }

    private var door: EntryForm {
        EntryForm(purpose: "create account", operation: operation, visitors: visitors, pages: pages)
    }

    func respond(to request: WebRequest) async -> WebResponse {
        await door.respond(to: request, show: show, judge: judge)
    }

    private func show(_ request: WebRequest, _ visitor: BrowserContext) async throws(OAuthError) -> WebResponse {
        let query = try Parameters(form: Array((request.query ?? "").utf8))
        guard let handle = query["request"].map(Secret.init) else {
            return visitor.user == nil ? form(request, visitor, nil) : pages.redirect(to: "/account")
        }
        guard let waiting = try await door.find(handle, visitor, request) else {
            return try await door.nothing(under: handle, visitor, request)
        }
        let hint = waiting.errand.loginHint ?? ""
        let isAddress = hint.octets.contains("@")
        let typed = WantedAccount(
            username: isAddress ? "" : hint, email: isAddress ? hint : "", name: "",
            password: Secret(""))
        return form(request, visitor, waiting, handle, typed)
    }

    private func judge(_ request: WebRequest, _ visitor: BrowserContext) async throws(OAuthError) -> WebResponse {
        let fields = try request.form()
        let handle = fields["request"].map(Secret.init)
        let waiting: EntryForm.Waiting?
        if let handle { waiting = try await door.find(handle, visitor, request) } else { waiting = nil }
        let wanted = WantedAccount(
            username: fields["username"] ?? "", email: fields["email"] ?? "", name: fields["name"] ?? "",
            password: Secret(fields["password"] ?? ""))
        guard door.isGenuine(fields, in: request, from: visitor, handle) else {
            if visitor.isNew { return pages.cookiesBlocked(for: request) }
            if let handle, waiting == nil { return try await door.nothing(under: handle, visitor, request) }
            return form(request, visitor, waiting, handle, wanted, [.stale], .stale)
        }
        let outcome = try await storing { () throws(StorageError) in
            try await registration.create(wanted, from: request.address, at: request.now)
        }
        switch outcome {
        case .created(let user, let device):
            return try await completion.receive(user.id, device: device, handle: handle, visitor, request)
        case .refused(let faults):
            return form(request, visitor, waiting, handle, wanted, faults.map(Self.problem), .refused)
        case .throttled(let seconds):
            let problem = CreateAccountPage.Problem.throttled(retryAfter: Int(clamping: seconds))
            return form(request, visitor, waiting, handle, wanted, [problem], .wait(seconds))
        case .busy(let seconds):
            let problem = CreateAccountPage.Problem.busy(retryAfter: Int(clamping: seconds))
            return form(request, visitor, waiting, handle, wanted, [problem], .wait(seconds))
        }
    }

    private func form(
        _ request: WebRequest, _ visitor: BrowserContext, _ waiting: EntryForm.Waiting?, _ handle: Secret? = nil,
        _ typed: WantedAccount = WantedAccount(username: "", email: "", name: "", password: Secret("")),
        _ problems: [CreateAccountPage.Problem] = [], _ occasion: EntryForm.Occasion = .asked
    ) -> WebResponse {
        let page = CreateAccountPage(
            clientName: waiting?.errand.client?.shownName, username: typed.username, email: typed.email,
            name: typed.name, problems: problems, passwordLeast: SelfRegistration.shortestPassword,
            request: handle?.exposed, csrf: door.token(visitor, handle))
        return door.response(page, for: request, waiting, occasion)
    }

    private static func problem(_ fault: SelfRegistration.Fault) -> CreateAccountPage.Problem {
        switch fault {
        case .usernameInvalid: .usernameInvalid
        case .usernameTaken: .usernameTaken
        case .emailInvalid: .emailInvalid
        case .emailTaken: .emailTaken
        case .nameInvalid: .nameInvalid
        case .passwordTooShort: .passwordTooShort(least: SelfRegistration.shortestPassword)
        case .passwordTooLong: .passwordTooLong(most: SelfRegistration.longestPassword)
        }
    }
}
