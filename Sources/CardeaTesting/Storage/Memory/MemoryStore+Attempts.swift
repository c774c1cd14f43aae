import OAuthProtocol
import Storage
import Synchronization

extension MemoryStore {
    struct Counter {
        var count: Int64
        var blockedUntil: Timestamp?
        var expiresAt: Timestamp
    }

    package func commitAttempt(_ attempts: [Attempt], at now: Timestamp) -> AttemptOutcome {
        rows.withLock { rows in
            let blocks = attempts.compactMap { rows.counters[$0.key]?.blockedUntil }.filter { $0 > now }
            if let latest = blocks.max() { return .blocked(until: latest) }
            for attempt in attempts {
                let before = rows.counters[attempt.key].map { $0.expiresAt > now ? $0.count : 0 } ?? 0
                let block = attempt.block(after: before + 1, at: now)
                rows.counters[attempt.key] = Counter(
                    count: before + 1, blockedUntil: block, expiresAt: (block ?? now) + attempt.window)
            }
            return .counted
        }
    }

    package func commitSuccess(of keys: [TokenDigest]) {
        rows.withLock { rows in
            for key in keys { rows.counters[key] = nil }
        }
    }

    package func commitReturn(of keys: [TokenDigest]) {
        rows.withLock { rows in
            for key in keys {
                rows.counters[key]?.count -= 1
                rows.counters[key]?.blockedUntil = nil
                if let counter = rows.counters[key], counter.count <= 0 { rows.counters[key] = nil }
            }
        }
    }
}
