import OAuthProtocol
import Storage

extension StorageConformance {
    static let attempts: [Behaviour] = [
        Behaviour("attempts are counted up to the limit and then blocked") { store, rows in
            let attempt = rows.attempt(limit: 5)
            for _ in 0..<5 {
                try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
            }
            let blocked = AttemptOutcome.blocked(until: rows.now + 60)
            try await expect(store.commitAttempt([attempt], at: rows.now), blocked)
            try await expect(store.commitAttempt([attempt], at: rows.now + 59), blocked)
            try await expect(store.commitAttempt([rows.attempt(limit: 5)], at: rows.now), .counted)
        },
        Behaviour("of many attempts at once exactly as many are counted as the limit allows") { store, rows in
            let attempt = rows.attempt(limit: 5)
            let outcomes = try await race { _ in try await store.commitAttempt([attempt], at: rows.now) }
            try expect(outcomes.filter { $0 == .counted }.count, 5)
            try expect(outcomes.filter { $0 == .blocked(until: rows.now + 60) }.count, 95)
        },
        Behaviour("an attempt that one key blocks counts under none") { store, rows in
            let narrow = rows.attempt(limit: 1)
            let wide = rows.attempt(limit: 3)
            try await expect(store.commitAttempt([wide, narrow], at: rows.now), .counted)
            for _ in 0..<9 {
                try await expect(store.commitAttempt([wide, narrow], at: rows.now), .blocked(until: rows.now + 60))
            }
            for _ in 0..<2 {
                try await expect(store.commitAttempt([wide], at: rows.now), .counted)
            }
            try await expect(store.commitAttempt([wide], at: rows.now), .blocked(until: rows.now + 60))
        },
        Behaviour("an attempt that several keys block is told the latest end") { store, rows in
            let short = rows.attempt(limit: 1)
            let long = rows.attempt(limit: 1, firstBlock: 300)
            try await expect(store.commitAttempt([short, long], at: rows.now), .counted)
            try await expect(store.commitAttempt([long, short], at: rows.now), .blocked(until: rows.now + 300))
            // Now the short block is over and the long one stands.
            try await expect(store.commitAttempt([long, short], at: rows.now + 60), .blocked(until: rows.now + 300))
        },
        Behaviour("a count is forgotten when nothing is added for its window") { store, rows in
            let attempt = rows.attempt(limit: 3, window: 900)
            try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
            // Added within the window, so the window begins again.
            try await expect(store.commitAttempt([attempt], at: rows.now + 899), .counted)
            for _ in 0..<3 {
                try await expect(store.commitAttempt([attempt], at: rows.now + 1_799), .counted)
            }
            try await expect(store.commitAttempt([attempt], at: rows.now + 1_799), .blocked(until: rows.now + 1_859))
        },
        Behaviour("a success forgets the counts under its keys and no others") { store, rows in
            let mine = rows.attempt(limit: 1)
            let other = rows.attempt(limit: 1)
            try await expect(store.commitAttempt([mine, other], at: rows.now), .counted)
            try await store.commitSettlement(AttemptSettlement(forgotten: [mine.key, rows.digest()]))
            try await expect(store.commitAttempt([mine], at: rows.now), .counted)
            try await expect(store.commitAttempt([other], at: rows.now), .blocked(until: rows.now + 60))
        },
        Behaviour("an attempt without keys is counted and counts nothing") { store, rows in
            try await expect(store.commitAttempt([], at: rows.now), .counted)
            try await store.commitSettlement(.none)
        },
    ]

    static let attemptBlocks: [Behaviour] = [
        Behaviour("each failure after a block doubles the next, up to the longest") { store, rows in
            let attempt = rows.attempt(limit: 2, longestBlock: 200)
            try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
            var now = rows.now
            for seconds in [60, 120, 200, 200] as [Int64] {
                try await expect(store.commitAttempt([attempt], at: now), .counted)
                try await expect(store.commitAttempt([attempt], at: now), .blocked(until: now + seconds))
                now = now + seconds
            }
        },
        Behaviour("a count is not forgotten while it blocks, however short its window") { store, rows in
            let attempt = rows.attempt(limit: 1, window: 10, firstBlock: 300)
            try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
            _ = try await store.commitRemovalOfExpired(at: rows.now + 299, limit: 10)
            try await expect(store.commitAttempt([attempt], at: rows.now + 299), .blocked(until: rows.now + 300))
        },
        Behaviour("what a clock wrote that was ahead blocks nobody, counts nothing and leaves") { store, rows in
            let attempt = rows.attempt(limit: 2)
            let ahead = rows.now + 86_400 * 365
            for _ in 0..<2 { try await expect(store.commitAttempt([attempt], at: ahead), .counted) }
            try await expect(store.commitAttempt([attempt], at: ahead), .blocked(until: ahead + 60))
            // The clock is right again.
            let other = rows.attempt(limit: 2)
            for _ in 0..<2 { try await expect(store.commitAttempt([other], at: ahead), .counted) }
            for _ in 0..<2 { try await expect(store.commitAttempt([attempt], at: rows.now), .counted) }
            try await expect(store.commitAttempt([attempt], at: rows.now), .blocked(until: rows.now + 60))
            try await expect(store.commitRemovalOfExpired(at: rows.now, limit: 10), 1)
            // One that was set back by a second forgives nothing.
            try await expect(store.commitAttempt([attempt], at: rows.now - 1), .blocked(until: rows.now + 60))
        },
        Behaviour("the longest block holds to the second") { store, rows in
            let attempt = rows.attempt(limit: 1, firstBlock: 3_600)
            try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
            for moment in [0, 3_599] as [Int64] {
                let outcome = try await store.commitAttempt([attempt], at: rows.now + moment)
                try expect(outcome, .blocked(until: rows.now + 3_600))
            }
            try await expect(store.commitAttempt([attempt], at: rows.now + 3_600), .counted)
        },
        Behaviour("an attempt taken back was never made, and the block it brought goes") { store, rows in
            let attempt = rows.attempt(limit: 2)
            for _ in 0..<5 {
                try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
                try await store.commitSettlement(AttemptSettlement(returned: [attempt.key, rows.digest()]))
            }
            try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
            for _ in 0..<5 {
                try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
                try await store.commitSettlement(AttemptSettlement(returned: [attempt.key]))
            }
            try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
            try await expect(store.commitAttempt([attempt], at: rows.now), .blocked(until: rows.now + 60))
        },
        Behaviour("more attempts taken back than were made give no attempt for free") { store, rows in
            let attempt = rows.attempt(limit: 2)
            try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
            for _ in 0..<5 { try await store.commitSettlement(AttemptSettlement(returned: [attempt.key])) }
            for _ in 0..<2 {
                try await expect(store.commitAttempt([attempt], at: rows.now), .counted)
            }
            try await expect(store.commitAttempt([attempt], at: rows.now), .blocked(until: rows.now + 60))
        },
    ]
}

extension StorageFixture {
    func attempt(
        limit: Int64, window: Int64 = 900, firstBlock: Int64 = 60, longestBlock: Int64 = 3_600
    ) -> Attempt {
        Attempt(key: digest(), limit: limit, window: window, firstBlock: firstBlock, longestBlock: longestBlock)
    }
}
