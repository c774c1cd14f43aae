import OAuthProtocol
import Storage

extension SQLStore {
    package func commitAttempt(
        _ attempts: [Attempt], at now: Timestamp
    ) async throws(StorageError) -> AttemptOutcome {
        try await write { connection in
            var blocks: [Timestamp] = []
            for attempt in attempts {
                let standing: AttemptCount? = try connection.first("WHERE key = ?", attempt.key)
                if let block = standing?.blockedUntil, attempt.blocks(until: block, at: now) { blocks.append(block) }
            }
            if let latest = blocks.max() { return .blocked(until: latest) }
            for attempt in attempts {
                let before: AttemptCount? = try connection.first("WHERE key = ?", attempt.key)
                try connection.put(attempt.count(after: before, at: now), replacing: "key")
            }
            return .counted
        }
    }

    package func commitSettlement(_ settlement: AttemptSettlement) async throws(StorageError) {
        try await write { try $0.settle(settlement) }
    }
}

extension Connection {
    /// Forgets counts, and takes attempts back from others.
    func settle(_ settlement: AttemptSettlement) throws(StorageError) {
        for key in settlement.forgotten {
            try perform("DELETE FROM attempts WHERE key = ?", key)
        }
        for key in settlement.returned {
            // A block came with the last count, since while it stands nothing is counted; so it goes with it.
            try perform("UPDATE attempts SET count = count - 1, blocked_until = NULL WHERE key = ?", key)
            try perform("DELETE FROM attempts WHERE key = ? AND count <= 0", key)
        }
    }
}
