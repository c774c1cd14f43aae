import JOSE
import OAuthProtocol
import Storage
import Synchronization

/// Access tokens that were verified a moment ago, by their digests. The signature and the claims of one hold while the same
/// keys verify. What it stands on holds for the rest of the second, if this process writes nothing meanwhile: so whatever
/// revokes a token here ends it at once, and what another process does is seen within a second.
final class VerifiedTokens: Sendable {
    /// What a token that was verified depends on.
    struct Standing: Equatable {
        /// How often the keys were replaced (``KeyRing/replacements``).
        let keys: Int
        /// How often something was written (``Store/changes``).
        let changes: Int
        let now: Timestamp
    }

    private struct Entry {
        let live: LiveToken
        let standing: Standing
    }

    /// Some 2 KB each, and what was answered about it.
    private let entries = Mutex(BoundedCache<TokenDigest, Entry>(capacity: 4096))

    /// What is known of a token.
    enum Finding {
        /// Nothing that it stands on has changed.
        case live(LiveToken)
        /// We made it, and whether it is still alive is to be looked up.
        case genuine(AccessToken)
        case unknown
    }

    func find(_ digest: TokenDigest, _ standing: Standing) -> Finding {
        guard let entry = entries.withLock({ $0[digest] }), entry.standing.keys == standing.keys else {
            return .unknown
        }
        return entry.standing == standing ? .live(entry.live) : .genuine(entry.live.token)
    }

    /// - `standing`: as it was before anything was looked up for this.
    func hold(_ live: LiveToken, under digest: TokenDigest, _ standing: Standing) {
        entries.withLock { $0[digest] = Entry(live: live, standing: standing) }
    }
}
