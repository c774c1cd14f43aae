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
    let browsers: BrowserSessions
    let pages: PageResponder

    /// The form's address below the issuer, for the request that waits under `handle`.
    static func path(for handle: Secret?) -> String {
        handle.map { "\(path)?request=\(PercentEncoding.encode($0.exposed))" } ?? path
    }

    private var entryForm: EntryForm {
        EntryForm(purpose: "create account", operation: operation, browsers: browsers, pages: pages)
    }

    func respond(to request: WebRequest) async -> WebResponse {
        await entryForm.respond(
            to: request,
            show: { entry in
                let hint = entry.pending?.loginHint ?? ""
                let isAddress = hint.octets.contains("@")
                return form(
                    entry,
                    WantedAccount(
                        username: isAddress ? "" : hint, email: isAddress ? hint : "", name: "", password: Secret("")))
            },
            refuse: { form($0, Self.wanted($0.fields), [.stale], .stale) }, judge: judge)
    }

    private func judge(_ entry: EntryRequest) async throws(OAuthError) -> WebResponse {
        let wanted = Self.wanted(entry.fields)
        let outcome = try await storing(
            await registration.create(wanted, from: entry.request.address, at: entry.request.now))
        switch outcome {
        case .created(let signedIn):
            return try await completion.receive(signedIn, entry)
        case .refused(let faults):
            return form(entry, wanted, faults.map(Self.problem), .refused)
        case .throttled(let seconds):
            return form(entry, wanted, [.throttled(retryAfter: Int(clamping: seconds))], .wait(seconds))
        case .busy(let seconds):
            return form(entry, wanted, [.busy(retryAfter: Int(clamping: seconds))], .wait(seconds))
        }
    }

    private static func wanted(_ fields: Parameters) -> WantedAccount {
        WantedAccount(
            username: fields["username"] ?? "", email: fields["email"] ?? "", name: fields["name"] ?? "",
            password: Secret(fields["password"] ?? ""))
    }

    private func form(
        _ entry: EntryRequest, _ typed: WantedAccount, _ problems: [CreateAccountPage.Problem] = [],
        _ occasion: EntryForm.Occasion = .asked
    ) -> WebResponse {
        let page = CreateAccountPage(
            clientName: entry.pending?.client?.shownName, username: typed.username, email: typed.email,
            name: typed.name, problems: problems, passwordLeast: SelfRegistration.shortestPassword,
            request: entry.handle?.exposed, csrf: entryForm.token(entry))
        return entryForm.response(page, to: entry, occasion)
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
