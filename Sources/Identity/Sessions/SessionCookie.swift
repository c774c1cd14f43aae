import OAuthProtocol
import Storage

/// The value of the cookie by which a browser is known: 16 octets that say which browser it is and stay, then 32 octets of
/// secret that change at each sign-in and sign-out. A session is known by the whole, which is unguessable by the second
/// part alone; what waits for a person, who may sign in meanwhile, waits for the browser.
package struct SessionCookie: Sendable {
    private static let browserLength = 16
    private static let length = browserLength + 32

    /// The whole value: 64 characters, or what the browser sent.
    package let value: Secret
    /// Digest of the part that stays.
    package let browser: TokenDigest
    /// The part that stays; `nil` in a value that is none of ours, or of an earlier version, which has a secret alone.
    private let stays: [UInt8]?

    /// The cookie of a browser that had none.
    package init(from entropy: Entropy) {
        self.init(stays: entropy.octets(Self.browserLength), secret: entropy.octets(32))
    }

    /// What a browser sent, whatever it is.
    package init(sent value: Secret) {
        self.value = value
        let octets = Base64URL.decode(value.exposed)
        stays = octets.flatMap { $0.count == Self.length ? Array($0.prefix(Self.browserLength)) : nil }
        browser = stays.map { TokenDigest(of: $0) } ?? value.digest
    }

    private init(stays: [UInt8], secret: [UInt8]) {
        value = Secret(Base64URL.encode(stays + secret))
        browser = TokenDigest(of: stays)
        self.stays = stays
    }

    /// The cookie of the same browser once `user` has signed in: another one, and the same for as long as `window` is, so
    /// that a form that is sent twice sets one cookie (threat 19: nobody else can come to it), and one that was signed out
    /// does not come back.
    ///
    /// - `window`: counts up with time.
    /// - `evidence`: what else only this form brings, so that no other comes to its cookie; empty for a password.
    /// - `mac`: a keyed MAC of 32 octets for this purpose alone.
    package func signedIn(
        _ user: UserID, in window: Int64 = 0, showing evidence: String = "", mac: ([UInt8]) -> [UInt8]
    ) -> SessionCookie {
        let secret = mac(Array("\(value.exposed) \(user) \(window)\(evidence.isEmpty ? "" : " \(evidence)")".utf8))
        return SessionCookie(stays: stays ?? Array(browser.octets.prefix(Self.browserLength)), secret: secret)
    }

    /// The cookie of the same browser once nobody is signed in there any more.
    package func signedOut(from entropy: Entropy) -> SessionCookie {
        SessionCookie(stays: stays ?? entropy.octets(Self.browserLength), secret: entropy.octets(32))
    }
}
