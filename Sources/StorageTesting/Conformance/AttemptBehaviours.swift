import OAuthProtocol
import Storage

extension StorageConformance {
    static let attempts = [
        Behaviour("attempts are counted up to the limit and then blocked") { store, fixture in
            let attempt = fixture.attempt(limit: 5)
            for _ in 0..<5 {
                try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
            }
            let blocked = AttemptOutcome.blocked(until: fixture.now + 60)
            try expect(try await store.commitAttempt([attempt], at: fixture.now), blocked)
            try expect(try await store.commitAttempt([attempt], at: fixture.now + 59), blocked)
            try expect(try await store.commitAttempt([fixture.attempt(limit: 5)], at: fixture.now), .counted)
        },
        Behaviour("of many attempts at once exactly as many are counted as the limit allows") { store, fixture in
            let attempt = fixture.attempt(limit: 5)
            let outcomes = try await race { _ in try await store.commitAttempt([attempt], at: fixture.now) }
            try expect(outcomes.filter { $0 == .counted }.count, 5)
            try expect(outcomes.filter { $0 == .blocked(until: fixture.now + 60) }.count, 95)
        },
        Behaviour("an attempt that one key blocks counts under none") { store, fixture in
            let narrow = fixture.attempt(limit: 1)
            let wide = fixture.attempt(limit: 3)
            try expect(try await store.commitAttempt([wide, narrow], at: fixture.now), .counted)
            for _ in 0..<9 {
                let outcome = try await store.commitAttempt([wide, narrow], at: fixture.now)
                try expect(outcome, .blocked(until: fixture.now + 60))
            }
            for _ in 0..<2 {
                try expect(try await store.commitAttempt([wide], at: fixture.now), .counted)
            }
            try expect(try await store.commitAttempt([wide], at: fixture.now), .blocked(until: fixture.now + 60))
        },
        Behaviour("an attempt that several keys block is told the latest end") { store, fixture in
            let short = fixture.attempt(limit: 1)
            let long = fixture.attempt(limit: 1, firstBlock: 300)
            try expect(try await store.commitAttempt([short, long], at: fixture.now), .counted)
            let outcome = try await store.commitAttempt([long, short], at: fixture.now)
            try expect(outcome, .blocked(until: fixture.now + 300))
            // Now the short block is over and the long one stands.
            let later = try await store.commitAttempt([long, short], at: fixture.now + 60)
            try expect(later, .blocked(until: fixture.now + 300))
        },
        Behaviour("a count is forgotten when nothing is added for its window") { store, fixture in
            let attempt = fixture.attempt(limit: 3, window: 900)
            try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
            // Added within the window, so the window begins again.
            try expect(try await store.commitAttempt([attempt], at: fixture.now + 899), .counted)
            for _ in 0..<3 {
                try expect(try await store.commitAttempt([attempt], at: fixture.now + 1_799), .counted)
            }
            let outcome = try await store.commitAttempt([attempt], at: fixture.now + 1_799)
            try expect(outcome, .blocked(until: fixture.now + 1_859))
        },
        Behaviour("a success forgets the counts under its keys and no others") { store, fixture in
            let mine = fixture.attempt(limit: 1)
            let other = fixture.attempt(limit: 1)
            try expect(try await store.commitAttempt([mine, other], at: fixture.now), .counted)
            try await store.commitSuccess(of: [mine.key, fixture.digest()])
            try expect(try await store.commitAttempt([mine], at: fixture.now), .counted)
            try expect(try await store.commitAttempt([other], at: fixture.now), .blocked(until: fixture.now + 60))
        },
        Behaviour("an attempt without keys is counted and counts nothing") { store, fixture in
            try expect(try await store.commitAttempt([], at: fixture.now), .counted)
            try await store.commitSuccess(of: [])
            try await store.commitReturn(of: [])
        },
    ]

    static let attemptBlocks = [
        Behaviour("each failure after a block doubles the next, up to the longest") { store, fixture in
            let attempt = fixture.attempt(limit: 2, longestBlock: 200)
            try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
            var now = fixture.now
            for seconds in [60, 120, 200, 200] as [Int64] {
                try expect(try await store.commitAttempt([attempt], at: now), .counted)
                let outcome = try await store.commitAttempt([attempt], at: now)
                try expect(outcome, .blocked(until: now + seconds))
                now = now + seconds
            }
        },
        Behaviour("a count is not forgotten while it blocks, however short its window") { store, fixture in
            let attempt = fixture.attempt(limit: 1, window: 10, firstBlock: 300)
            try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
            _ = try await store.commitRemovalOfExpired(at: fixture.now + 299, limit: 10)
            let outcome = try await store.commitAttempt([attempt], at: fixture.now + 299)
            try expect(outcome, .blocked(until: fixture.now + 300))
        },
        Behaviour("what a clock wrote that was ahead blocks nobody, counts nothing and leaves") { store, fixture in
            let attempt = fixture.attempt(limit: 2)
            let ahead = fixture.now + 86_400 * 365
            for _ in 0..<2 { try expect(try await store.commitAttempt([attempt], at: ahead), .counted) }
            try expect(try await store.commitAttempt([attempt], at: ahead), .blocked(until: ahead + 60))
            // The clock is right again.
            let other = fixture.attempt(limit: 2)
            for _ in 0..<2 { try expect(try await store.commitAttempt([other], at: ahead), .counted) }
            for _ in 0..<2 { try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted) }
            try expect(
                try await store.commitAttempt([attempt], at: fixture.now), .blocked(until: fixture.now + 60))
            try expect(try await store.commitRemovalOfExpired(at: fixture.now, limit: 10), 1)
            // One that was set back by a second forgives nothing.
            try expect(
                try await store.commitAttempt([attempt], at: fixture.now - 1), .blocked(until: fixture.now + 60))
        },
        Behaviour("the longest block holds to the second") { store, fixture in
            let attempt = fixture.attempt(limit: 1, firstBlock: 3_600)
            try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
            for moment in [0, 3_599] as [Int64] {
                let outcome = try await store.commitAttempt([attempt], at: fixture.now + moment)
                try expect(outcome, .blocked(until: fixture.now + 3_600))
            }
            try expect(try await store.commitAttempt([attempt], at: fixture.now + 3_600), .counted)
        },
        Behaviour("an attempt taken back was never made, and the block it brought goes") { store, fixture in
            let attempt = fixture.attempt(limit: 2)
            for _ in 0..<5 {
                try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
                try await store.commitReturn(of: [attempt.key, fixture.digest()])
            }
            try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
            for _ in 0..<5 {
                try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
                try await store.commitReturn(of: [attempt.key])
            }
            try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
            try expect(try await store.commitAttempt([attempt], at: fixture.now), .blocked(until: fixture.now + 60))
        },
        Behaviour("more attempts taken back than were made give no attempt for free") { store, fixture in
            let attempt = fixture.attempt(limit: 2)
            try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
            for _ in 0..<5 { try await store.commitReturn(of: [attempt.key]) }
            for _ in 0..<2 {
                try expect(try await store.commitAttempt([attempt], at: fixture.now), .counted)
            }
            try expect(try await store.commitAttempt([attempt], at: fixture.now), .blocked(until: fixture.now + 60))
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
