import JOSE
import OAuthProtocol

/// What waits for a person, as the browser carries it: sealed, so that nobody reads or changes it, and bound to the browser,
/// so that no other goes on with it. What anonymous requests begin costs the server nothing so.
struct RequestHandle: Sendable {
    /// What waits.
    enum Content: Sendable, Equatable {
        /// A validated request as JSON.
        case request([UInt8])
        /// A validated request that is too large for this, and waits in the store under the digest of `id`.
        case kept
        /// A user code that waits for somebody to sign in.
        case userCode([UInt8])
        /// The account pages, for whoever is to sign in anew.
        case account([UInt8])
    }

    /// Octets that tell one request from every other.
    static let idLength = 16
    /// Characters of a handle, which stands in the URLs of our pages: proxies take 8,000 with everything around them, and
    /// some programs 2,083 in all.
    static let limit = 1_950
    private static let timeLength = 5
    private static let purpose = Array("waiting request 1 ".utf8)

    let id: [UInt8]
    let expiresAt: Timestamp
    /// Whether somebody has signed in for the request already.
    var isAfterSignIn: Bool
    let content: Content

    /// The name under which what waits is known to the store.
    var digest: TokenDigest { TokenDigest(of: id) }

    init(id: [UInt8], expiresAt: Timestamp, isAfterSignIn: Bool = false, content: Content) {
        self.id = id
        self.expiresAt = expiresAt
        self.isAfterSignIn = isAfterSignIn
        self.content = content
    }

    /// Opens what `sealed` made for this browser; `nil` for anything else. Expiry is for the caller to judge.
    init?(_ handle: Secret, of browser: TokenDigest, key: DerivedKey) {
        guard handle.exposed.utf8.count <= Self.limit, let sealed = Base64URL.decode(handle.exposed),
            let octets = try? key.open(sealed, bound: Self.purpose + browser.octets),
            octets.count >= 1 + Self.timeLength + Self.idLength
        else { return nil }
        var rest = octets[...]
        let kind = rest.removeFirst()
        expiresAt = Timestamp(rest.prefix(Self.timeLength).reduce(0) { $0 << 8 | Int64($1) })
        rest = rest.dropFirst(Self.timeLength)
        id = Array(rest.prefix(Self.idLength))
        isAfterSignIn = kind & Kind.afterSignIn != 0
        let carried = Array(rest.dropFirst(Self.idLength))
        switch kind & ~Kind.afterSignIn {
        case Kind.request: content = .request(carried)
        case Kind.kept: content = .kept
        case Kind.userCode: content = .userCode(carried)
        case Kind.account: content = .account(carried)
        default: return nil
        }
    }

    /// The handle for this browser; `nil` if there is too much to be carried.
    func sealed(for browser: TokenDigest, key: DerivedKey) -> Secret? {
        var kind = isAfterSignIn ? Kind.afterSignIn : 0
        var carried: [UInt8] = []
        switch content {
        case .request(let octets): (kind, carried) = (kind | Kind.request, octets)
        case .kept: kind |= Kind.kept
        case .userCode(let octets): (kind, carried) = (kind | Kind.userCode, octets)
        case .account(let octets): (kind, carried) = (kind | Kind.account, octets)
        }
        let time = (0..<Self.timeLength).reversed().map { UInt8(truncatingIfNeeded: expiresAt.seconds >> (8 * $0)) }
        // Not sealed in vain: what is carried grows by a third, and by nonce and tag.
        guard carried.count <= Self.limit else { return nil }
        let text = Base64URL.encode(
            key.seal([kind] + time + id + carried, bound: Self.purpose + browser.octets))
        return text.utf8.count <= Self.limit ? Secret(text) : nil
    }

    private enum Kind {
        static let request: UInt8 = 1
        static let kept: UInt8 = 2
        static let userCode: UInt8 = 3
        static let account: UInt8 = 4
        static let afterSignIn: UInt8 = 0x80
    }
}
