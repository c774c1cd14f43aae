import OAuthProtocol
import OAuthServer
import Synchronization

/// How many exchanges with others are under way: never so many that they are a burden, whoever makes us begin them.
final class Exchanges: Sendable {
    private static let most = 64

    private let running = Mutex(0)

    /// - Throws: `temporarily_unavailable` if there are enough.
    func begin() throws(OAuthError) {
        let isFull = running.withLock { running in
            if running < Self.most { running += 1 } else { return true }
            return false
        }
        if isFull { throw .unfetched("\(Self.most) exchanges are under way") }
    }

    func end() {
        running.withLock { $0 -= 1 }
    }
}
