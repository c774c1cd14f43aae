import OAuthProtocol

/// For whom a password is computed. Each kind waits in a queue of its own, and the queues take turns, so that none keeps
/// another waiting; within a queue nobody may have more than a part of the places.
package struct HashingCause: Sendable {
    enum Kind: Int, CaseIterable, Sendable {
        /// Who may change the configuration or run commands.
        case command
        /// A browser in which this person signed in before.
        case knownBrowser
        case signIn
        case newAccount
        case clientSecret
    }

    /// Somebody who may have only so many of a queue's places at once.
    struct Holder: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            case account, household, provider

            /// Of how many places one may be taken.
            var part: Int {
                switch self {
                case .account: 8
                case .household: 4
                case .provider: 2
                }
            }
        }

        let kind: Kind
        let name: [UInt8]
    }

    let kind: Kind
    let holders: [Holder]

    /// A command, or what the configuration says: nobody else is the cause.
    package static let command = HashingCause(kind: .command, holders: [])

    /// Somebody signs in with a browser that showed the account's device cookie, or is signed in there.
    package static func knownBrowser(of user: UserID, at address: String) -> HashingCause {
        HashingCause(
            kind: .knownBrowser,
            holders: [Holder(kind: .account, name: Array("\(user)".utf8))] + networks(of: address))
    }

    /// Somebody signs in with another browser.
    static func signIn(from address: String) -> HashingCause {
        HashingCause(kind: .signIn, holders: networks(of: address))
    }

    /// Somebody makes an account.
    static func newAccount(from address: String) -> HashingCause {
        HashingCause(kind: .newAccount, holders: networks(of: address))
    }

    /// A program shows a secret that somebody chose.
    package static func clientSecret(from address: String) -> HashingCause {
        HashingCause(kind: .clientSecret, holders: networks(of: address))
    }

    private static func networks(of address: String) -> [Holder] {
        Network.all(of: address).map { Holder(kind: $0.share == 1 ? .household : .provider, name: $0.octets) }
    }
}
