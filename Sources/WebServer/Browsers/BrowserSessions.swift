import HTTPTypes
import Identity
import JOSE
import OAuthProtocol
import OAuthServer
import Storage

/// The browser behind a request: its cookie, who is signed in there, and the tokens that its forms must bring back.
struct BrowserContext: Sendable {
    let request: WebRequest
    let cookie: SessionCookie
    /// Whether the cookie was made just now and must be set.
    var isNew = false
    let browser: Browser

    init(_ request: WebRequest, _ cookie: SessionCookie, signedIn: (session: SessionRecord, user: UserRecord)? = nil) {
        self.request = request
        self.cookie = cookie
        browser = Browser(id: cookie.browser, signedIn: signedIn, address: request.address)
    }

    var session: SessionRecord? { browser.signedIn?.session }
    var user: UserRecord? { browser.signedIn?.user }
    var now: Timestamp { request.now }
    var isPosted: Bool { request.method == .post }
}

/// Recognises browsers and protects the forms that they are given.
struct BrowserSessions: Sendable {
    /// Seconds after which a sign-in is not the same any more that is sent again; twice as many at most.
    private static let repetition: Int64 = 60

    let cookies: BrowserCookies
    private let notices: Notices
    private let issuer: Issuer
    private let sessions: Sessions
    private let entropy: Entropy
    private let formKey: DerivedKey
    private let cookieKey: DerivedKey

    init(
        issuer: Issuer, sessions: Sessions, notices: Notices, entropy: Entropy, formKey: DerivedKey,
        cookieKey: DerivedKey
    ) {
        self.notices = notices
        cookies = BrowserCookies(issuer: issuer)
        self.issuer = issuer
        self.sessions = sessions
        self.entropy = entropy
        self.formKey = formKey
        self.cookieKey = cookieKey
    }

    /// The request's browser; one that brings no cookie gets a fresh one, which stands for nobody yet.
    func recognise(_ request: WebRequest) async throws(OAuthError) -> BrowserContext {
        guard let sent = cookies.read(BrowserCookies.session, from: request) else {
            var context = BrowserContext(request, SessionCookie(from: entropy))
            context.isNew = true
            return context
        }
        let signedIn = try await storing(await sessions.find(cookie: sent, at: request.now))
        return BrowserContext(request, SessionCookie(sent: sent), signedIn: signedIn)
    }

    /// The browser as it is once somebody has signed in there, under its new cookie; `nil` if the account is disabled.
    ///
    /// - `evidence`: what only this form brought besides a password.
    func signIn(
        _ signedIn: SignedIn, showing evidence: String = "", in context: BrowserContext
    ) async throws(OAuthError) -> BrowserContext? {
        let cookie = try await nextCookie(of: context, signedIn.user.id, evidence)
        let isSignedIn = context.user?.id == signedIn.user.id
        let notice =
            isSignedIn
            ? nil
            : notices.newDevice(
                of: signedIn, showing: cookies.read(BrowserCookies.device, from: context.request),
                session: cookie.value.digest, context.request)
        let begun = try await storing(
            await sessions.begin(
                signedIn, under: cookie.value.digest, replacing: context.cookie.value.digest,
                continuing: context.session, userAgent: context.request.headers[.userAgent],
                address: context.request.address, telling: notice, at: context.now))
        return begun.map { BrowserContext(context.request, cookie, signedIn: ($0, signedIn.user)) }
    }

    /// The session that the same form has begun, sent some seconds ago; `nil` if there is none.
    func begun(
        by user: UserID, showing evidence: String, in context: BrowserContext
    ) async throws(OAuthError) -> SessionRecord? {
        let cookie = try await nextCookie(of: context, user, evidence).value
        return try await storing(await sessions.find(cookie: cookie, at: context.now))?.session
    }

    /// The cookie that the same form, sent some seconds ago, has set already; otherwise the one of this minute.
    private func nextCookie(
        of context: BrowserContext, _ user: UserID, _ evidence: String
    ) async throws(OAuthError) -> SessionCookie {
        let window = context.now.seconds / Self.repetition
        let before = context.cookie.signedIn(user, in: window - 1, showing: evidence, mac: cookieKey.mac)
        let begun = try await storing(await sessions.find(cookie: before.value, at: context.now))
        return begun == nil
            ? context.cookie.signedIn(user, in: window, showing: evidence, mac: cookieKey.mac) : before
    }

    /// Sets the cookie of a browser in which nobody is signed in any more, and which is the same all the same.
    func signOut(_ context: BrowserContext, on response: inout WebResponse) {
        cookies.set(
            BrowserCookies.session, context.cookie.signedOut(from: entropy).value, lifetime: nil, on: &response)
    }

    /// Sets the cookies of a browser in which somebody has just signed in, and takes away what it carried until then.
    func remember(_ signedIn: SignedIn, in context: BrowserContext, on response: inout WebResponse) {
        guard let session = context.session else { return }
        let lifetime = session.expiresAt.seconds(since: context.now)
        cookies.set(BrowserCookies.session, context.cookie.value, lifetime: lifetime, on: &response)
        cookies.set(BrowserCookies.device, signedIn.device, lifetime: DeviceCookie.lifetime, on: &response)
        if cookies.read(BrowserCookies.firstFactor, from: context.request) != nil {
            cookies.set(BrowserCookies.firstFactor, Secret("0"), lifetime: 0, on: &response)
        }
    }

    /// Sets the cookie of a browser that had none.
    func remember(_ context: BrowserContext, on response: inout WebResponse) {
        if context.isNew {
            cookies.set(BrowserCookies.session, context.cookie.value, lifetime: nil, on: &response)
        }
    }

    /// What a form is about, and whom its token is bound to.
    enum FormSubject {
        /// A matter of whoever is signed in: bound to the browser's cookie.
        case matter(String)
        /// Coming in: bound to the browser, whoever has signed in or out there since the form was shown.
        case entry(String)
    }

    /// The token that a form carries: bound to the browser and to what the form is about, so that neither another site nor
    /// another request's page can post it.
    func formToken(of context: BrowserContext, about subject: FormSubject) -> String {
        let (holder, text) =
            switch subject {
            case .matter(let text): (context.cookie.value.digest, text)
            case .entry(let text): (context.browser.id, "entry \(text)")
            }
        return Base64URL.encode(formKey.mac(holder.octets + Array(" \(text)".utf8)))
    }

    /// Whether a posted form is one that we gave to this browser about `subject`; in constant time. A browser that says
    /// which site posts it must name ours.
    func isGenuine(_ form: Parameters, from context: BrowserContext, about subject: FormSubject) -> Bool {
        if isFromElsewhere(context.request) { return false }
        let token = formToken(of: context, about: subject)
        return constantTimeEqual(Array((form["csrf"] ?? "").utf8), Array(token.utf8))
    }

    /// Whether a browser says that another site's page sent a request.
    func isFromElsewhere(_ request: WebRequest) -> Bool {
        request.headers[.origin].map { !isOurs($0) } ?? false
    }

    /// On loopback a browser may know us by another of its names.
    private func isOurs(_ origin: String) -> Bool {
        guard origin.octets != issuer.origin.octets else { return true }
        let isLocal: (URIParts?) -> Bool = { $0?.host.map(LocalHost.isLoopback) ?? false }
        return isLocal(issuer.parts) && isLocal(URIParts(origin)) && URIParts(origin)?.port == issuer.parts.port
    }
}
