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

    /// Seconds from `earlier` to this moment; negative if `earlier` is the later one; saturates.
    package func seconds(since earlier: Timestamp) -> Int64 {
        (self - earlier.seconds).seconds
    }
}
