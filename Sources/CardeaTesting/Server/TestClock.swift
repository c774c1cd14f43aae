import OAuthProtocol
import Synchronization

/// A clock that stands still until it is told to move.
package final class TestClock: Sendable {
    private let seconds: Mutex<Int64>

    /// - Parameter start: by default 2027-01-15T08:00:00Z.
    package init(start: Timestamp = Timestamp(1_800_000_000)) {
        seconds = Mutex(start.seconds)
    }

    /// This second.
    package var now: Timestamp {
        Timestamp(seconds.withLock { $0 })
    }

    /// Lets `seconds` pass.
    package func advance(_ seconds: Int64) {
        self.seconds.withLock { $0 += seconds }
    }
}
