import OAuthProtocol
import Storage

extension SQLiteStore {
    package func commitAttempt(
        _ attempts: [Attempt], at now: Timestamp
    ) async throws(StorageError) -> AttemptOutcome {
        try await write { connection throws(StorageError) in
            var blocks: [Timestamp] = []
            for attempt in attempts {
                let block: Timestamp?? = try connection.first(
                    "SELECT blocked_until FROM attempts WHERE key = ?", attempt.key,
                    read: { row throws(StorageError) in try row.optional() })
                if let block = block ?? nil, attempt.blocks(until: block, at: now) { blocks.append(block) }
            }
            if let latest = blocks.max() { return .blocked(until: latest) }
            for attempt in attempts {
                try connection.count(attempt, at: now)
            }
            return .counted
        }
    }

    package func commitSettlement(_ settlement: AttemptSettlement) async throws(StorageError) {
        try await write { connection throws(StorageError) in try connection.settle(settlement) }
    }
}

extension Connection {
    /// Forgets counts, and takes attempts back from others.
    func settle(_ settlement: AttemptSettlement) throws(StorageError) {
        for key in settlement.forgotten {
            try run("DELETE FROM attempts WHERE key = ?", key)
        }
        for key in settlement.returned {
            // A block came with the last count, since while it stands nothing is counted; so it goes with it.
            try run("UPDATE attempts SET count = count - 1, blocked_until = NULL WHERE key = ?", key)
            try run("DELETE FROM attempts WHERE key = ? AND count <= 0", key)
        }
    }

    /// Adds one to the counter, which begins anew if it was forgotten.
    fileprivate func count(_ attempt: Attempt, at now: Timestamp) throws(StorageError) {
        let before: (count: Int64, end: Timestamp)? = try first(
            "SELECT count, expires_at FROM attempts WHERE key = ?", attempt.key,
            read: { row throws(StorageError) in (try row.value(), try row.value()) })
        let count = (before.flatMap { attempt.counts(until: $0.end, at: now) ? $0.count : nil } ?? 0) + 1
        let block = attempt.block(after: count, at: now)
        // Not forgotten while it blocks, nor as soon as it ends: the next failure is to block for longer.
        let expiresAt = (block ?? now) + attempt.window
        try run(
            "INSERT OR REPLACE INTO attempts (key, count, blocked_until, expires_at) VALUES (?, ?, ?, ?)", attempt.key,
            count, block, expiresAt)
    }
}
