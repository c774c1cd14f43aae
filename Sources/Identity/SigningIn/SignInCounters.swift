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
    init(device: [UInt8], of user: UserID, mac: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        let counters = GuessCounters(purpose: "sign-in", mac: mac)
        own = [counters.counter("account and device", [Self.account(user), device], limit: 5)]
        shared = []
    }

    /// Of any other browser.
    ///
    /// - `user`: whose account the login names; `nil` if it names none. The counters then hang on the login itself, and
    ///   block in just the same way, so that blocking tells nothing.
    /// - `login`: what was typed, in Normalization Form C.
    init(user: UserID?, login: String, address: String, mac: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        let counters = GuessCounters(purpose: "sign-in", mac: mac)
        let account = user.map(Self.account) ?? Array("login \(UserRecord.loginKey(login))".utf8)
        own = [counters.counter("account and address", [account, Network(of: address).octets], limit: 5)]
        shared =
            [counters.counter("account", [account], limit: 20)]
            + counters.counters("address", from: address, limit: 1_000)
    }

    var all: [Attempt] { own + shared }
    var onSuccess: AttemptSettlement {
        AttemptSettlement(forgotten: own.map(\.key), returned: shared.map(\.key))
    }
    var neverJudged: AttemptSettlement { AttemptSettlement(returned: all.map(\.key)) }

    private static func account(_ user: UserID) -> [UInt8] {
        Array("user \(user)".utf8)
    }
}
