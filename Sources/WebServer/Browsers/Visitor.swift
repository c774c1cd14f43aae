import HTTPTypes
import Identity
import JOSE
import OAuthProtocol
import OAuthServer
import Storage

/// The browser behind a request: its cookie, who is signed in there, and the tokens that its forms must bring back.
struct Visitor: Sendable {
    let cookie: Secret
    /// Whether the cookie was made just now and must be set.
    let isNew: Bool
    let browser: Browser

    var session: SessionRecord? { browser.signedIn?.session }
    var user: UserRecord? { browser.signedIn?.user }
}

/// Recognises browsers and protects the forms that they are given.
struct Visitors: Sendable {
    let cookies: BrowserCookies
    private let issuer: Issuer
    private let sessions: Sessions
    private let entropy: Entropy
    private let formKey: DerivedKey

    init(issuer: Issuer, sessions: Sessions, entropy: Entropy, formKey: DerivedKey) {
        cookies = BrowserCookies(issuer: issuer)
        self.issuer = issuer
        self.sessions = sessions
        self.entropy = entropy
        self.formKey = formKey
    }

    /// The request's browser; one that brings no cookie gets a fresh one, which stands for nobody yet.
    func recognise(_ request: WebRequest) async throws(OAuthError) -> Visitor {
        guard let cookie = cookies.read(.session, from: request) else {
            let fresh = entropy.secret()
            return Visitor(
                cookie: fresh, isNew: true,
                browser: Browser(cookie: fresh.digest, signedIn: nil, address: request.address))
        }
        let signedIn = try await storing { () throws(StorageError) in
            try await sessions.find(cookie: cookie, at: request.now)
        }
        return Visitor(
            cookie: cookie, isNew: false,
            browser: Browser(cookie: cookie.digest, signedIn: signedIn, address: request.address))
    }

    /// A fresh secret of 256 bits.
    func freshSecret() -> Secret {
        entropy.secret()
    }

    /// The token that a form carries: bound to the browser's cookie and to what the form is about, so that neither
    /// another site nor another request's page can post it.
    func formToken(of visitor: Visitor, about subject: String) -> String {
        Base64URL.encode(formKey.mac(Array("\(visitor.cookie.exposed) \(subject)".utf8)))
    }

    /// Whether a posted form is one that we gave to this browser about `subject`; in constant time. A browser that says
    /// which site posts it must name ours.
    func isGenuine(_ form: Parameters, in request: WebRequest, from visitor: Visitor, about subject: String) -> Bool {
        if let origin = request.headers[.origin], !isOurs(origin) { return false }
        return constantTimeEqual(Array((form["csrf"] ?? "").utf8), Array(formToken(of: visitor, about: subject).utf8))
    }

    /// On loopback a browser may know us by another of its names.
    private func isOurs(_ origin: String) -> Bool {
        guard !origin.utf8.elementsEqual(issuer.origin.utf8) else { return true }
        let isLocal: (URIParts?) -> Bool = { $0?.host.map(RedirectURI.isLoopback) ?? false }
        return isLocal(issuer.parts) && isLocal(URIParts(origin)) && URIParts(origin)?.port == issuer.parts.port
    }

    /// Sets the cookie of a browser that had none.
    func remember(_ visitor: Visitor, on response: inout WebResponse) {
        if visitor.isNew { cookies.set(.session, visitor.cookie, lifetime: nil, on: &response) }
    }
}
