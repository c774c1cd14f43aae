import Foundation
import OAuthProtocol

/// The clock of the machine: the only file that reads it, and the only one that waits for it.
struct LiveClock: Sendable {
    /// This second.
    func now() -> Timestamp {
        Timestamp(milliseconds() / 1000)
    }

    /// Milliseconds since the epoch, for log lines.
    func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Nanoseconds since some moment in the past, which no change of the wall clock disturbs: for measuring.
    func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// - Throws: `CancellationError` when the task is cancelled.
    func sleep(seconds: Int64) async throws {
        try await pause(milliseconds: seconds * 1_000)
    }

    /// - Throws: `CancellationError` when the task is cancelled.
    func pause(milliseconds: Int64) async throws {
        try await Task.sleep(for: .milliseconds(milliseconds))
    }
}
