import OAuthProtocol
import Storage

extension MemoryStore.Rows {
    mutating func settle(_ settlement: AttemptSettlement) {
        for key in settlement.forgotten { counters[key] = nil }
        for key in settlement.returned {
            counters[key]?.count -= 1
            counters[key]?.blockedUntil = nil
            if let counter = counters[key], counter.count <= 0 { counters[key] = nil }
        }
    }

    /// Counters that a clock wrote which was ahead.
    mutating func removeUnendingCounters(at now: Timestamp, limit: Int) -> Int {
        let longest = now + (Attempt.longest + Timestamp.slack)
        let unending = counters.filter { $0.value.expiresAt > longest }.keys.prefix(limit)
        for key in unending { counters[key] = nil }
        return unending.count
    }
}

extension MemoryStore {
    package func commitAttempt(_ attempts: [Attempt], at now: Timestamp) throws(StorageError) -> AttemptOutcome {
        try access(.commitAttempt) { rows in
            let blocks = attempts.compactMap { attempt in
                rows.counters[attempt.key]?.blockedUntil.flatMap { attempt.blocks(until: $0, at: now) ? $0 : nil }
            }
            if let latest = blocks.max() { return .blocked(until: latest) }
            for attempt in attempts {
                rows.counters[attempt.key] = attempt.count(after: rows.counters[attempt.key], at: now)
            }
            return .counted
        }
    }

    package func commitSettlement(_ settlement: AttemptSettlement) throws(StorageError) {
        try access(.commitSettlement) { $0.settle(settlement) }
    }
}
