import HTTPTypes
import Identity
import JOSE
import OAuthProtocol
import OAuthServer
import Storage

/// The browser behind a request: its cookie, who is signed in there, and the tokens that its forms must bring back.
struct BrowserContext: Sendable {
    let cookie: SessionCookie
    /// Whether the cookie was made just now and must be set.
    let isNew: Bool
    let browser: Browser

    var session: SessionRecord? { browser.signedIn?.session }
    var user: UserRecord? { browser.signedIn?.user }
}

/// Recognises browsers and protects the forms that they are given.
struct BrowserSessions: Sendable {
    /// Seconds after which a sign-in is not the same any more that is sent again; twice as many at most.
    private static let repetition: Int64 = 60

    let cookies: BrowserCookies
    private let issuer: Issuer
    private let sessions: Sessions
    private let entropy: Entropy
    private let formKey: DerivedKey
    private let cookieKey: DerivedKey

    init(issuer: Issuer, sessions: Sessions, entropy: Entropy, formKey: DerivedKey, cookieKey: DerivedKey) {
        cookies = BrowserCookies(issuer: issuer)
        self.issuer = issuer
        self.sessions = sessions
        self.entropy = entropy
        self.formKey = formKey
        self.cookieKey = cookieKey
    }

    /// The request's browser; one that brings no cookie gets a fresh one, which stands for nobody yet.
    func recognise(_ request: WebRequest) async throws(OAuthError) -> BrowserContext {
        guard let sent = cookies.read(.session, from: request) else {
            let fresh = SessionCookie(from: entropy)
            return BrowserContext(cookie: fresh, isNew: true, browser: browser(fresh, signedIn: nil, request))
        }
        let signedIn = try await storing(await sessions.find(cookie: sent, at: request.now))
        let cookie = SessionCookie(sent: sent)
        return BrowserContext(cookie: cookie, isNew: false, browser: browser(cookie, signedIn: signedIn, request))
    }

    /// The browser as it is once somebody has signed in there, under its new cookie; `nil` if the account is disabled.
    func signIn(
        _ signedIn: SignedIn, _ context: BrowserContext, _ request: WebRequest
    ) async throws(OAuthError) -> (session: SessionRecord, context: BrowserContext)? {
        let cookie = try await nextCookie(of: context, signedIn.user.id, request)
        let begun = try await storing(
            await sessions.begin(
                signedIn, under: cookie.value.digest, replacing: context.cookie.value.digest,
                continuing: context.session, userAgent: request.headers[.userAgent], address: request.address,
                at: request.now))
        guard let begun else { return nil }
        let browser = browser(cookie, signedIn: (begun, signedIn.user), request)
        return (begun, BrowserContext(cookie: cookie, isNew: false, browser: browser))
    }

    /// The cookie that the same form, sent some seconds ago, has set already; otherwise the one of this minute.
    private func nextCookie(
        of context: BrowserContext, _ user: UserID, _ request: WebRequest
    ) async throws(OAuthError) -> SessionCookie {
        let window = request.now.seconds / Self.repetition
        let before = context.cookie.signedIn(user, in: window - 1, mac: cookieKey.mac)
        let begun = try await storing(await sessions.find(cookie: before.value, at: request.now))
        return begun == nil ? context.cookie.signedIn(user, in: window, mac: cookieKey.mac) : before
    }

    /// Sets the cookie of a browser in which nobody is signed in any more, and which is the same all the same.
    func signOut(_ context: BrowserContext, on response: inout WebResponse) {
        cookies.set(.session, context.cookie.signedOut(from: entropy).value, lifetime: nil, on: &response)
    }

    private func browser(
        _ cookie: SessionCookie, signedIn: (session: SessionRecord, user: UserRecord)?, _ request: WebRequest
    ) -> Browser {
        Browser(id: cookie.browser, signedIn: signedIn, address: request.address)
    }

    /// A fresh secret of 256 bits.
    func freshSecret() -> Secret {
        entropy.secret()
    }

    /// The token that a form carries: bound to the browser's cookie and to what the form is about, so that neither
    /// another site nor another request's page can post it.
    func formToken(of context: BrowserContext, about subject: String) -> String {
        formToken(context.cookie.value.digest, subject)
    }

    /// The token of a form by which people come in: bound to the browser, whoever has signed in or out there since the form
    /// was shown.
    func entryToken(of context: BrowserContext, about subject: String) -> String {
        formToken(context.browser.id, "entry \(subject)")
    }

    /// Whether a posted form is one that we gave to this browser about `subject`; in constant time. A browser that says
    /// which site posts it must name ours.
    func isGenuine(_ form: Parameters, in request: WebRequest, from context: BrowserContext, about subject: String)
        -> Bool
    {
        isGenuine(form, in: request, formToken(of: context, about: subject))
    }

    /// The same of a form by which people come in.
    func isGenuineEntry(
        _ form: Parameters, in request: WebRequest, from context: BrowserContext, about subject: String
    ) -> Bool {
        isGenuine(form, in: request, entryToken(of: context, about: subject))
    }

    private func isGenuine(_ form: Parameters, in request: WebRequest, _ token: String) -> Bool {
        if let origin = request.headers[.origin], !isOurs(origin) { return false }
        return constantTimeEqual(Array((form["csrf"] ?? "").utf8), Array(token.utf8))
    }

    private func formToken(_ holder: TokenDigest, _ subject: String) -> String {
        Base64URL.encode(formKey.mac(holder.octets + Array(" \(subject)".utf8)))
    }

    /// On loopback a browser may know us by another of its names.
    private func isOurs(_ origin: String) -> Bool {
        guard origin.octets != issuer.origin.octets else { return true }
        let isLocal: (URIParts?) -> Bool = { $0?.host.map(LocalHost.isLoopback) ?? false }
        return isLocal(issuer.parts) && isLocal(URIParts(origin)) && URIParts(origin)?.port == issuer.parts.port
    }

    /// Sets the cookie of a browser that had none.
    func remember(_ context: BrowserContext, on response: inout WebResponse) {
        if context.isNew { cookies.set(.session, context.cookie.value, lifetime: nil, on: &response) }
    }
}
