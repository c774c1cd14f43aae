import OAuthProtocol
import Storage

/// `sessions.*`: how long a browser stays signed in. Times are seconds.
package struct SessionConfiguration: Sendable, Equatable {
    /// From sign-in to the end that no use postpones.
    package var lifetime: Int64
    /// From the last use to the end.
    package var idle: Int64
    /// How many sessions a user may have at once; `nil` means ``SessionRecord/most``. Beyond it the least recently used ends.
    package var limit: Int?

    package init(lifetime: Int64 = 30 * 86_400, idle: Int64 = 14 * 86_400, limit: Int? = nil) {
        self.lifetime = lifetime
        self.idle = idle
        self.limit = limit
    }

    /// Whether neither limit of time has passed.
    package func isAlive(_ session: SessionRecord, at now: Timestamp) -> Bool {
        session.isAlive(at: now, idle: idle)
    }

    /// How stale the last use may grow before it is written down: five minutes, or less where `idle` is short.
    var noteEvery: Int64 { min(300, idle / 4) }
}
