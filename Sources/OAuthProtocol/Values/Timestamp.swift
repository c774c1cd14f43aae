/// A moment as whole seconds since 1970-01-01T00:00:00Z, which is what `exp`, `iat` and `auth_time` carry
/// (RFC 7519 §2, NumericDate). The core never reads a clock: a request's `now` is read once at the edge and passed down.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Seconds since the epoch, UTC, leap seconds not counted.
    package let seconds: Int64

    package init(_ seconds: Int64) {
        self.seconds = seconds
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.seconds < right.seconds
    }

    /// The moment `seconds` later; saturates instead of overflowing.
    package static func + (moment: Timestamp, seconds: Int64) -> Timestamp {
        let (sum, overflow) = moment.seconds.addingReportingOverflow(seconds)
        return Timestamp(overflow ? (seconds > 0 ? .max : .min) : sum)
    }

    /// The moment `seconds` earlier; saturates instead of overflowing.
    package static func - (moment: Timestamp, seconds: Int64) -> Timestamp {
        let (difference, overflow) = moment.seconds.subtractingReportingOverflow(seconds)
        return Timestamp(overflow ? (seconds > 0 ? .min : .max) : difference)
    }

    /// Seconds by which the clocks of several servers, or of one before and after it was set, may differ.
    package static let slack: Int64 = 60

    /// Whether this moment, which somebody wrote down, is yet to come. One that is further off than any can be was written
    /// by a clock that was ahead, and does not count: nobody waits for the clock to get there again.
    ///
    /// - `longest`: seconds that such a moment can be off at most.
    package func isAhead(of now: Timestamp, byAtMost longest: Int64) -> Bool {
        now < self && self <= now + (longest + Self.slack)
    }

    /// Whether this moment, at which something happened, is yet to come: then a clock wrote it that was ahead.
    package func isYetToCome(at now: Timestamp) -> Bool { now + Self.slack < self }

    /// Whether this moment is no longer ago than so many seconds. One that is yet to come was written by a clock that was
    /// ahead, and is not known to be recent.
    package func isRecent(at now: Timestamp, within seconds: Int64) -> Bool {
        now.seconds(since: self) <= seconds && !isYetToCome(at: now)
    }

    /// Seconds from `earlier` to this moment; negative if `earlier` is the later one; saturates.
    package func seconds(since earlier: Timestamp) -> Int64 {
        (self - earlier.seconds).seconds
    }
}
