import OAuthProtocol
import Synchronization

/// Bounds how often the callers of one network may do what costs more than it should if it is done without end. It counts
/// in memory: nothing depends on it but the server's own peace.
package final class RateLimit: Sendable {
    private struct Window {
        let began: Timestamp
        var count: Int
    }

    /// Seconds.
    private static let length: Int64 = 60
    /// More networks than this are not told apart; what comes beyond shares one count.
    private static let capacity = 10_000

    private let most: Int
    private let windows = Mutex<[[UInt8]: Window]>([:])

    /// - Parameter most: times in a minute.
    package init(most: Int) {
        self.most = most
    }

    /// Counts one time.
    ///
    /// - Parameter address: the caller's; `nil` is not counted.
    /// - Throws: `too_many_requests`, saying when it is worth another try.
    package func count(_ address: String?, at now: Timestamp) throws(OAuthError) {
        guard let address else { return }
        let network = IPAddress.network(of: address)
        let wait: Int64? = windows.withLock { windows in
            if windows.count >= Self.capacity {
                windows = windows.filter { now < $0.value.began + Self.length }
            }
            let key = windows[network] != nil || windows.count < Self.capacity ? network : []
            var window = windows[key] ?? Window(began: now, count: 0)
            if window.began + Self.length <= now { window = Window(began: now, count: 0) }
            window.count += 1
            windows[key] = window
            return window.count > most ? (window.began + Self.length).seconds(since: now) : nil
        }
        if let wait {
            throw OAuthError(
                .tooManyRequests, "too many of these requests come from your address, wait a moment",
                retryAfter: max(wait, 1))
        }
    }
}
