import HTTPTypes
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// What a browser brings to a form by which people come in, read and opened once.
struct EntryRequest: Sendable {
    let context: BrowserContext
    let fields: Parameters
    /// The handle that came along, whether or not anything waits under it.
    let handle: Secret?
    /// What the handle leads to; `nil` if none came along.
    let opened: OpenedHandle?

    /// What waits; `nil` if nothing does.
    var pending: PendingInteraction? { opened?.pending }
    var request: WebRequest { context.request }
}

/// What the forms have in common by which people come in, `/login` and `/create-account`: whom they are shown to, what
/// waits behind them, how they are answered, and what follows when a person has shown who they are.
struct EntryForm: Sendable {
    /// What the form is for; its token is good for no other.
    let purpose: String
    let operation: AuthorizationOperation
    let secondFactors: SecondFactors
    let browsers: BrowserSessions
    let pages: PageResponder

    /// Answers a GET by `show`, and a POST by `judge` if we gave the form to this browser for what waits, or by `refuse` if
    /// not. Where nothing waits any more, a form that was open too long or is sent once more is judged all the same: who has
    /// signed in is told what next.
    ///
    /// - `notOurs`: called for each form that we did not give to this browser for what waits, whatever it is answered with.
    func respond(
        to request: WebRequest, show: (EntryRequest) async throws(OAuthError) -> WebResponse,
        notOurs: () -> Void = {}, refuse: (EntryRequest) -> WebResponse,
        judge: (EntryRequest) async throws(OAuthError) -> WebResponse
    ) async -> WebResponse {
        await BrowserFrame(browsers: browsers, pages: pages).respond(to: request) { context throws(OAuthError) in
            let fields = context.isPosted ? try request.form() : try request.queryParameters()
            let handle = fields["request"].map(Secret.init)
            var opened: OpenedHandle?
            if let handle { opened = try await operation.open(handle, in: context.browser, at: request.now) }
            let entry = EntryRequest(context: context, fields: fields, handle: handle, opened: opened)
            if context.isPosted, browsers.isGenuine(fields, from: context, about: subject(handle)) {
                return try await judge(entry)
            }
            if context.isPosted { notOurs() }
            if case .gone(let sender) = opened { return pages.nothingWaits(sender: sender, in: context) }
            if context.isPosted { return context.isNew ? pages.cookiesBlocked(for: request) : refuse(entry) }
            return handle == nil && context.user != nil ? pages.redirect(to: "/account") : try await show(entry)
        }
    }

    /// The token that the form carries.
    func token(_ entry: EntryRequest) -> String {
        browsers.formToken(of: entry.context, about: subject(entry.handle))
    }

    /// The response that carries the form, in the languages and under the brand of the request that waits.
    func response(_ page: PageContent, to entry: EntryRequest) -> WebResponse {
        pages.page(
            page, for: entry.request, wishes: entry.pending?.languages ?? [], client: entry.pending?.client?.id)
    }

    /// Where a second factor is missing, on to the form for it: whoever has shown who they are otherwise is signed in by nothing else
    /// (threat 31). Otherwise a new session under a new cookie (threat 19), and on with what waits: an authorization request, a device, or else the
    /// account pages. Where that waits no longer, the person is told what to do next.
    ///
    /// - `evidence`: what only this form brought besides a password.
    /// - Throws: `access_denied` if the account is gone or disabled, or has another password by now.
    func complete(
        _ signedIn: SignedIn, showing evidence: String = "", _ entry: EntryRequest
    ) async throws(OAuthError) -> WebResponse {
        let remembered = browsers.cookies.read(BrowserCookies.remembered, from: entry.request)
        let whole = try await storing(
            await secondFactors.whole(signedIn, remembered: remembered, at: entry.context.now))
        guard let signedIn = whole else { return try await askForSecondFactor(signedIn, entry) }
        guard let context = try await browsers.signIn(signedIn, showing: evidence, in: entry.context) else {
            throw OAuthError(.accessDenied, "the account was disabled or given another password meanwhile")
        }
        var response =
            switch entry.opened {
            case nil: pages.redirect(to: "/account")
            case .pending(let pending):
                pages.carryOut(
                    try await operation.nextAfterSignIn(of: pending, in: context.browser, at: context.now),
                    for: context.request)
            case .gone(let sender): pages.nothingWaits(.signedIn, sender: sender, in: context)
            }
        browsers.remember(signedIn, in: context, on: &response)
        return response
    }

    /// The same for a script, which is told where to go on: what it is answered itself no person sees. Only for what nothing is
    /// missing of.
    ///
    /// - Throws: `access_denied` if the account is gone or disabled.
    func completeForScript(_ signedIn: SignedIn, _ before: BrowserContext) async throws(OAuthError) -> WebResponse {
        let handle = try before.request.queryParameters()["request"].map(Secret.init)
        var next = handle
        guard let context = try await browsers.signIn(signedIn, showing: "passkey", in: before) else {
            throw OAuthError(.accessDenied, "the account was disabled meanwhile")
        }
        if let handle, let pending = try await operation.open(handle, in: before.browser, at: before.now).pending {
            next = try operation.signedIn(for: pending, in: context.browser)
        }
        var response = PasskeyEndpoint.location(pages.basePath + (next.map(LoginEndpoint.path) ?? "/account"))
        browsers.remember(signedIn, in: context, on: &response)
        return response
    }

    private func askForSecondFactor(
        _ signedIn: SignedIn, _ entry: EntryRequest
    ) async throws(OAuthError) -> WebResponse {
        let carried = try await storing(
            await secondFactors.suspend(signedIn, in: entry.context.browser.id, at: entry.context.now))
        var response = pages.redirect(to: SecondFactorEndpoint.path(for: entry.handle))
        browsers.cookies.set(
            BrowserCookies.firstFactor, carried, lifetime: SecondFactors.patience, on: &response)
        return response
    }

    private func subject(_ handle: Secret?) -> BrowserSessions.FormSubject {
        .entry("\(purpose) \(handle?.exposed ?? "")")
    }
}
