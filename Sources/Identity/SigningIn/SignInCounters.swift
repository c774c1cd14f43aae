import OAuthProtocol
import Storage

/// The counters that one attempt to sign in falls under, and what becomes of each when the attempt succeeds.
/// Why these and no others: decision 0005.
struct SignInCounters {
    /// Counts that the right password forgets: they were this person's own mistakes.
    private let own: [Attempt]
    /// Counts that are shared with others: the right password takes back only what it added.
    private let shared: [Attempt]

    /// Of a browser that showed a genuine device cookie: nobody else's mistakes concern it.
    init(device: [UInt8], of user: UserID, mac: @Sendable ([UInt8]) -> [UInt8]) {
        let account = Self.account(user)
        own = [Self.attempt("account and device", [account, device], limit: 5, mac: mac)]
        shared = []
    }

    /// Of any other browser.
    ///
    /// - Parameters:
    ///   - user: whose account the login names; `nil` if it names none. The counters then hang on the login itself, and
    ///     block in just the same way, so that blocking tells nothing.
    ///   - login: what was typed, in Normalization Form C.
    init(user: UserID?, login: String, address: String, mac: @Sendable ([UInt8]) -> [UInt8]) {
        let account = user.map(Self.account) ?? Array("login \(UserRecord.loginKey(login))".utf8)
        let network = IPAddress.network(of: address)
        own = [Self.attempt("account and address", [account, network], limit: 5, mac: mac)]
        shared = [
            Self.attempt("account", [account], limit: 20, mac: mac),
            Self.attempt("address", [network], limit: 1_000, mac: mac),
        ]
    }

    var all: [Attempt] { own + shared }
    var forgottenOnSuccess: [TokenDigest] { own.map(\.key) }
    var returnedOnSuccess: [TokenDigest] { shared.map(\.key) }

    private static func account(_ user: UserID) -> [UInt8] {
        Array("user \(user)".utf8)
    }

    /// A counter that is free `limit` times in 15 minutes and then blocks for a minute, doubling up to an hour.
    ///
    /// The key is a MAC and no plain digest, since people type passwords where the user name belongs, and what is kept
    /// must not serve to guess them.
    private static func attempt(
        _ kind: String, _ parts: [[UInt8]], limit: Int64, mac: @Sendable ([UInt8]) -> [UInt8]
    ) -> Attempt {
        // Each part follows its length, so that no two lists of parts make the same octets.
        let message = parts.reduce(Array("cardea sign-in counter 1: \(kind)\n".utf8)) { message, part in
            message + Array("\(part.count) ".utf8) + part
        }
        return Attempt(
            key: TokenDigest(of: mac(message)), limit: limit, window: 15 * 60, firstBlock: 60, longestBlock: 3600)
    }
}
