import OAuthProtocol

/// Counts of failed attempts at what people guess: passwords, and later second factors and user codes.
package protocol AttemptStore: Sendable {
    /// Counts one attempt under every key at once, before it is judged, if all of them allow it. Counting first is what
    /// makes racing useless.
    ///
    /// - Returns: `.blocked` with the latest moment at which a key allows again, counting nothing, if any key is
    ///   blocked.
    func commitAttempt(_ attempts: [Attempt], at now: Timestamp) async throws(StorageError) -> AttemptOutcome

    /// Settles counters after an attempt that did not fail.
    func commitSettlement(_ settlement: AttemptSettlement) async throws(StorageError)
}

/// What becomes of the counters that an attempt fell under, when it did not fail.
package struct AttemptSettlement: Sendable, Equatable {
    /// Of an attempt that was counted nowhere.
    package static let none = AttemptSettlement()

    /// Counts that are forgotten: they were the same person's own mistakes.
    package let forgotten: [TokenDigest]
    /// Counts from which one attempt is taken back, with the block that it brought: it was counted but never judged, or the
    /// count is shared with others.
    package let returned: [TokenDigest]

    package init(forgotten: [TokenDigest] = [], returned: [TokenDigest] = []) {
        self.forgotten = forgotten
        self.returned = returned
    }
}

/// One counter that an attempt falls under.
package struct Attempt: Sendable, Equatable {
    /// Seconds that no counter is kept for. What is kept for longer was written by a clock that was ahead, and leaves.
    package static let longest: Int64 = 86_400

    /// Digest of what is counted, for example account and address.
    package let key: TokenDigest
    /// Failures that are free within a window.
    package let limit: Int64
    /// Seconds after which a count is forgotten if nothing is added; not while it blocks.
    package let window: Int64
    /// Seconds of the first block; each further failure doubles it, up to `longestBlock`.
    package let firstBlock: Int64
    package let longestBlock: Int64

    package init(key: TokenDigest, limit: Int64, window: Int64, firstBlock: Int64, longestBlock: Int64) {
        self.key = key
        self.limit = limit
        self.window = window
        self.firstBlock = firstBlock
        self.longestBlock = longestBlock
    }

    /// Whether a block that is kept until `end` holds.
    package func blocks(until end: Timestamp, at now: Timestamp) -> Bool {
        end.isAhead(of: now, byAtMost: longestBlock)
    }

    /// The counter with this attempt, which it begins with if what was counted `before` is forgotten. It blocks where the
    /// attempts that are free are used up.
    package func count(after before: AttemptCount?, at now: Timestamp) -> AttemptCount {
        let standing = before.flatMap { $0.expiresAt.isAhead(of: now, byAtMost: longestBlock + window) ? $0 : nil }
        let count = (standing?.count ?? 0) + 1
        let block = count < limit ? nil : now + min(firstBlock << min(count - limit, 20), longestBlock)
        // Not forgotten while it blocks, nor as soon as it ends: the next failure is to block for longer.
        return AttemptCount(key: key, count: count, blockedUntil: block, expiresAt: (block ?? now) + window)
    }
}

/// A counter as it is kept.
package struct AttemptCount: Sendable, Equatable {
    /// The attempts' own.
    package let key: TokenDigest
    package var count: Int64
    /// `nil` while attempts are free.
    package var blockedUntil: Timestamp?
    package let expiresAt: Timestamp

    package init(key: TokenDigest, count: Int64, blockedUntil: Timestamp?, expiresAt: Timestamp) {
        self.key = key
        self.count = count
        self.blockedUntil = blockedUntil
        self.expiresAt = expiresAt
    }
}

/// What came of counting an attempt.
package enum AttemptOutcome: Sendable, Equatable {
    case counted
    case blocked(until: Timestamp)
}
