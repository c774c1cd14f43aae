import OAuthProtocol

/// When something is tried again that is handed over to somebody else: notices to clients, and mail. Whichever server claims one
/// tries it.
package enum DeliverySchedule {
    /// Seconds for which what was claimed is nobody else's: more than an attempt takes, name resolution included.
    package static let lease: Int64 = 60
    /// Seconds that something waits at most before it may be claimed.
    package static let longestWait: Int64 = 3600

    /// Seconds from one attempt to the next; the last of them again and again.
    private static let delays: [Int64] = [1, 5, 30, 120, 600, longestWait]

    /// When what was due later was noted by a clock that was ahead, and so is due now.
    package static func latestDue(at now: Timestamp) -> Timestamp {
        now + (longestWait + Timestamp.slack)
    }

    /// When the next attempt is due.
    ///
    /// - `attempts`: how many were made, the last one included.
    /// - `longest`: seconds that it is put off at most.
    package static func next(
        after attempts: Int64, at now: Timestamp, waiting longest: Int64 = longestWait
    ) -> Timestamp {
        now + min(delays[min(max(Int(clamping: attempts), 1), delays.count) - 1], longest)
    }
}
