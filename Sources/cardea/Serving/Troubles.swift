import Logging
import OAuthProtocol
import Synchronization

/// What goes wrong again and again while a database is away, which is said once a minute and not once a second.
final class Troubles: Sendable {
    /// Seconds for which nothing more is said of the same.
    private static let silence: Int64 = 60

    private let said = Mutex<[String: Timestamp]>([:])

    /// Says that something failed, unless that was said a moment ago.
    func say(_ failure: Logger.Message, _ error: String, at now: Timestamp, to logger: Logger) {
        let isDue = said.withLock { said in
            if let last = said["\(failure)"], (last...last + Self.silence).contains(now) { return false }
            said["\(failure)"] = now
            return true
        }
        if isDue { logger.error(failure, metadata: ["error": "\(error)"]) }
    }

    /// Notes that it went well, so that the next failure is said at once.
    func end(_ failure: Logger.Message) {
        said.withLock { $0["\(failure)"] = nil }
    }
}
