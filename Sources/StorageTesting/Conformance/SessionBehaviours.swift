import OAuthProtocol
import Storage

extension StorageConformance {
    static let sessions: [Behaviour] = [
        .ofPair("a session is found by its cookie, with its user, whether or not it has expired") {
            store, rows, user, _ in
            let session = try await rows.begin(rows.session(of: user, expiresAt: rows.now - 1))
            let found = try await store.findSession(session.digest)
            try expect(found?.session, session)
            try expect(found?.user, user)
            try await expect(store.findSession(rows.digest()) == nil)
        },
        .ofPair("no session begins for a user who is gone or disabled, and nothing changes") { store, rows, user, _ in
            let standing = try await rows.begin(rows.session(of: user))
            let disabled = try await rows.add(rows.user("bob"))
            try await expect(store.commitDisabled(true, of: disabled.id, at: rows.now), .done)
            for nobody in [disabled, rows.user("carol")] {
                let session = rows.session(of: nobody)
                try await expect(store.commitSession(session, replacing: standing.digest, limit: 1, at: rows.now), nil)
                try await expect(store.findSession(session.digest) == nil)
            }
            try await expect(store.findSession(standing.digest)?.session, standing)
        },
        .ofPair("no session begins by a password that the user has no more, and nothing changes") {
            store, rows, user, _ in
            let standing = try await rows.begin(rows.session(of: user))
            for (hash, begins) in [("$argon2id$old", true), ("$argon2id$another", false), (nil, true)] {
                let session = rows.session(of: user)
                let begun = try await store.commitSession(
                    session, judgedBy: hash, replacing: standing.digest, limit: nil, settling: .none, telling: nil,
                    at: rows.now)
                try expect(begun, begins ? session.id : nil)
                try await expect((store.findSession(session.digest) != nil) == begins)
            }
            var bob = rows.user("bob")
            bob.passwordHash = nil
            let nobody = try await rows.add(bob)
            try await expect(
                store.commitSession(
                    rows.session(of: nobody), judgedBy: "$argon2id$old", replacing: nil, limit: nil, settling: .none,
                    telling: nil, at: rows.now), nil)
        },
        .ofSession("nothing is authorized in a session that has ended, and nothing changes") {
            store, rows, user, client, session in
            let bob = try await rows.add(rows.user("bob"))
            let theirs = try await rows.begin(rows.session(of: bob))
            try await expect(store.end(session, of: user, at: rows.now))
            for ended in [session, theirs] {
                let late = rows.delegation(of: user, to: client, in: ended)
                try await expect(store.commitDelegation(late, spending: nil), .refused)
                let answer = rows.answer(to: rows.digest(), in: ended, authorizing: late)
                try await expect(store.commitAnswer(answer, authorizing: late), .refused)
                try await expect(store.findDelegation(late.id) == nil)
            }
        },
        .ofSession("of a new password and authorizations at once none is left alive") {
            store, rows, user, client, session in
            let delegations = (0..<100).map { _ in rows.delegation(of: user, to: client, in: session) }
            _ = try await race { contender in
                if contender == 50 {
                    try await expect(store.commitPassword("$argon2id$new", of: user.id, at: rows.now), .done)
                } else {
                    _ = try await store.commitDelegation(delegations[contender], spending: nil)
                }
            }
            for delegation in delegations {
                let standing = try await store.findDelegation(delegation.id)
                try expect(standing == nil || standing?.delegation.revokedAt != nil)
            }
        },
        .ofPair("of a new password and sign-ins by the old one at once no session is left") { store, rows, user, _ in
            _ = try await race { contender in
                if contender == 0 {
                    try await expect(store.commitPassword("$argon2id$new", of: user.id, at: rows.now), .done)
                } else {
                    _ = try await store.commitSession(
                        rows.session(of: user), judgedBy: "$argon2id$old", replacing: nil, limit: nil,
                        settling: .none, telling: nil, at: rows.now)
                }
            }
            try await expect(store.findSessions(of: user.id).isEmpty)
        },
        .ofPair("a session that begins settles the counters of its sign-in, and one that does not begin settles none") {
            store, rows, user, _ in
            let (own, shared) = (rows.attempt(limit: 1), rows.attempt(limit: 2))
            let settlement = AttemptSettlement(forgotten: [own.key], returned: [shared.key])
            try await expect(store.commitAttempt([own, shared], at: rows.now), .counted)
            let nobody = rows.session(of: rows.user("carol"))
            try await expect(
                store.commitSession(nobody, replacing: nil, limit: nil, settling: settlement, at: rows.now), nil)
            try await expect(store.commitAttempt([own], at: rows.now), .blocked(until: rows.now + 60))
            let session = rows.session(of: user)
            try await expect(
                store.commitSession(session, replacing: nil, limit: nil, settling: settlement, at: rows.now),
                session.id)
            for _ in 0..<2 { try await expect(store.commitAttempt([shared], at: rows.now), .counted) }
            try await expect(store.commitAttempt([own], at: rows.now), .counted)
        },
        .ofPair("of one sign-in that is sent many times at once the attempt is taken back as often as it was counted") {
            store, rows, user, _ in
            let shared = rows.attempt(limit: 101)
            let (cookie, settlement) = (rows.digest(), AttemptSettlement(returned: [shared.key]))
            _ = try await race { _ in
                _ = try await store.commitAttempt([shared], at: rows.now)
                return try await store.commitSession(
                    rows.session(of: user, under: cookie), replacing: nil, limit: nil, settling: settlement,
                    at: rows.now)
            }
            for _ in 0..<101 { try await expect(store.commitAttempt([shared], at: rows.now), .counted) }
            try await expect(store.commitAttempt([shared], at: rows.now), .blocked(until: rows.now + 60))
        },
        .ofPair("a later use of a session is noted") { store, rows, user, _ in
            var session = try await rows.begin(rows.session(of: user))
            try await store.commitUse(of: session.id, at: rows.now + 60)
            try await store.commitUse(of: session.id, at: rows.now + 30)
            try await store.commitUse(of: SessionID(at: rows.now, from: rows.entropy), at: rows.now)
            session.lastUsedAt = rows.now + 60
            try await expect(store.findSessions(of: user.id), [session])
        },
        .ofPair("a user's sessions are listed with the last used first") { store, rows, user, _ in
            let other = try await rows.add(rows.user("bob"))
            _ = try await rows.begin(rows.session(of: other))
            let sessions = try await [20, 10, 30].inTurn { age in
                try await rows.begin(rows.session(of: user, lastUsedAt: rows.now - age))
            }
            try await expect(store.findSessions(of: user.id), [sessions[1], sessions[0], sessions[2]])
        },
        .ofPair("a session is ended once, by its own user alone") { store, rows, user, _ in
            let other = try await rows.add(rows.user("bob"))
            let session = try await rows.begin(rows.session(of: user))
            try await expect(store.end(session, of: other, at: rows.now), false)
            try await expect(store.findSession(session.digest) != nil)
            try await expect(store.end(session, of: user, at: rows.now))
            try await expect(store.end(session, of: user, at: rows.now), false)
            try await expect(store.findSession(session.digest) == nil)
        },
        .ofSession("a session that ends takes the delegations with it that were authorized in it") {
            store, rows, user, client, session in
            let another = try await rows.begin(rows.session(of: user))
            let inside = try await rows.redeem(rows.delegation(of: user, to: client, in: session))
            let elsewhere = try await rows.redeem(rows.delegation(of: user, to: client, in: another))
            let without = try await rows.redeem(rows.delegation(of: user, to: client))
            try await expect(store.end(session, of: user, at: rows.now + 5))
            try await expect(store.revocation(of: inside), rows.now + 5)
            try await expect(store.findDelegation(inside.id)?.session, nil)
            try await expect(store.revocation(of: elsewhere), nil)
            try await expect(store.findDelegation(elsewhere.id)?.session, another)
            try await expect(store.revocation(of: without), nil)
        },
        .ofSession("offline access outlives a session that ends so, and nothing else of it does") {
            store, rows, user, client, session in
            let scopes = [
                ["openid", "offline_access"], ["offline_access"], ["offline_access", "email"], ["openid"],
                ["openid", "offline-access"], ["offline_access_not"], ["OFFLINE_ACCESS"], ["my:offline_access"],
            ]
            let redeemed = try await scopes.inTurn { scope in
                try await rows.redeem(rows.delegation(of: user, to: client, in: session, scope: scope))
            }
            let waiting = try await rows.keep(
                rows.delegation(of: user, to: client, in: session, scope: ["offline_access"]))
            try await expect(
                store.commitEnd(of: session.id, of: user.id, keepingOfflineAccess: true, at: rows.now + 5))
            let alive = try await redeemed.inTurn { try await store.revocation(of: $0) == nil }
            try expect(alive, [true, true, true, false, false, false, false, false])
            try await expect(store.revocation(of: waiting), rows.now + 5)
            try await expect(store.findDelegation(redeemed[0].id)?.activeUser(at: rows.now + 5), user)
        },
        .ofPair("offline access outlives a session that gives way to another") { store, rows, user, client in
            for limit in [nil, 1] as [Int?] {
                let session = try await rows.begin(rows.session(of: user))
                let offline = try await rows.redeem(
                    rows.delegation(of: user, to: client, in: session, scope: ["offline_access"]))
                let bound = try await rows.redeem(rows.delegation(of: user, to: client, in: session, scope: ["openid"]))
                let replacing = limit == nil ? session.digest : nil
                let next = rows.session(of: user, createdAt: rows.now + 1)
                try await expect(
                    store.commitSession(next, replacing: replacing, limit: limit, at: rows.now + 5),
                    next.id)
                try await expect(store.revocation(of: offline), nil)
                try await expect(store.revocation(of: bound), rows.now + 5)
            }
        },
        .ofPair("offline access ends with its session where it is not to be kept") { store, rows, user, client in
            let session = try await rows.begin(rows.session(of: user))
            let delegation = try await rows.redeem(
                rows.delegation(of: user, to: client, in: session, scope: ["offline_access"]))
            try await expect(store.end(session, of: user, at: rows.now + 5))
            try await expect(store.revocation(of: delegation), rows.now + 5)
        },
        .ofSession("of many who end one session exactly one does") { store, rows, user, _, session in
            try await race(for: true, others: false) { _ in try await store.end(session, of: user, at: rows.now) }
        },
    ]

    static let sessionReplacement: [Behaviour] = [
        .ofPair("a session that is begun again changes its cookie and keeps its delegations") {
            store, rows, user, client in
            let first = try await rows.begin(rows.session(of: user))
            let alive = try await rows.redeem(rows.delegation(of: user, to: client, in: first))
            let second = rows.session(of: user, id: first.id, lastUsedAt: rows.now + 9)
            try await expect(store.commitSession(second, replacing: first.digest, limit: 1, at: rows.now + 9), first.id)
            try await expect(store.findSession(first.digest) == nil)
            try await expect(store.findSession(second.digest)?.session, second)
            try await expect(store.revocation(of: alive), nil)
            try await expect(store.findSessions(of: user.id), [second])
        },
        .ofPair("a session that another replaces ends with its delegations, whoever's it was") {
            store, rows, user, client in
            let other = try await rows.add(rows.user("bob"))
            let first = try await rows.begin(rows.session(of: other))
            let bystander = try await rows.begin(rows.session(of: other))
            let delegation = try await rows.redeem(rows.delegation(of: other, to: client, in: first))
            let second = rows.session(of: user)
            let begun = try await store.commitSession(second, replacing: first.digest, limit: nil, at: rows.now + 9)
            try expect(begun, second.id)
            try await expect(store.findSession(first.digest) == nil)
            try await expect(store.revocation(of: delegation), rows.now + 9)
            try await expect(store.findSessions(of: other.id), [bystander])
            try await expect(store.findSessions(of: user.id), [second])
        },
        .ofPair("a cookie that nobody has replaces nothing") { store, rows, user, _ in
            let session = rows.session(of: user)
            let begun = try await store.commitSession(session, replacing: rows.digest(), limit: nil, at: rows.now)
            try expect(begun, session.id)
            try await expect(store.findSessions(of: user.id), [session])
        },
        .ofPair("a form that is sent many times at once begins one session, with what was delegated in it") {
            store, rows, user, client in
            let (cookie, old) = (rows.digest(), rows.digest())
            let begun = try await race { _ in
                let session = rows.session(of: user, under: cookie)
                return try await store.commitSession(session, replacing: old, limit: nil, at: rows.now)
            }
            try expect(Set(begun).count, 1)
            let kept = try await store.findSessions(of: user.id)
            try expect(kept.map(\.id), begun.first.map { [$0].compactMap(\.self) } ?? [])
            let alive = try await rows.redeem(rows.delegation(of: user, to: client, in: kept.first))
            let again = rows.session(of: user, under: cookie, lastUsedAt: rows.now + 1)
            _ = try await store.commitSession(again, replacing: old, limit: nil, at: rows.now + 1)
            try await expect(store.revocation(of: alive), nil)
        },
        .ofPair("a session that has expired is not begun again by its cookie") { store, rows, user, _ in
            let first = try await rows.begin(rows.session(of: user, expiresAt: rows.now))
            let second = rows.session(of: user, under: first.digest)
            try await expect(store.commitSession(second, replacing: nil, limit: nil, at: rows.now), second.id)
            try await expect(store.findSessions(of: user.id), [second])
        },
        .ofPair("beyond the limit the sessions that were used least recently end with their delegations") {
            store, rows, user, client in
            let other = try await rows.add(rows.user("bob"))
            let theirs = try await rows.begin(rows.session(of: other, lastUsedAt: rows.now - 99))
            var kept: [SessionRecord] = []
            var delegations: [DelegationRecord] = []
            for age in [10, 40, 20, 30] as [Int64] {
                let session = rows.session(of: user, createdAt: rows.now - 60 + age, lastUsedAt: rows.now - age)
                kept.append(try await rows.begin(session))
                let delegation = rows.delegation(of: user, to: client, in: session)
                delegations.append(try await rows.redeem(delegation))
            }
            // The new one stays although nothing is older.
            let new = rows.session(of: user, createdAt: rows.now - 99, lastUsedAt: rows.now - 15)
            try await expect(store.commitSession(new, replacing: nil, limit: 3, at: rows.now), new.id)
            try await expect(store.findSessions(of: user.id), [kept[0], new, kept[2]])
            let revoked = try await delegations.inTurn { try await store.revocation(of: $0) != nil }
            try expect(revoked, [false, true, false, true])
            try await expect(store.findSessions(of: other.id), [theirs])
        },
        .ofPair("a use that a clock noted which was ahead is none, and the next use takes its place") {
            store, rows, user, _ in
            let year: Int64 = 31_536_000
            let ahead = rows.session(of: user, authenticatedAt: rows.now - 30, lastUsedAt: rows.now + year)
            let lost = rows.session(of: user, authenticatedAt: rows.now + year, lastUsedAt: rows.now + year)
            let plain = rows.session(of: user, lastUsedAt: rows.now - 20)
            for session in [ahead, lost, plain] { _ = try await rows.begin(session) }
            try await expect(store.findSessions(of: user.id, most: 9, at: rows.now), [plain, ahead, lost])
            try await expect(store.findSessions(of: user.id, most: 2, at: rows.now), [plain, ahead])
            try await store.commitUse(of: ahead.id, at: rows.now + 1)
            try await expect(store.findSessions(of: user.id, most: 1, at: rows.now + 1).map(\.id), [ahead.id])
            let new = rows.session(of: user, authenticatedAt: rows.now + 2, lastUsedAt: rows.now + 2)
            try await expect(store.commitSession(new, replacing: nil, limit: 3, at: rows.now + 2), new.id)
            let left = try await store.findSessions(of: user.id, most: 9, at: rows.now + 2)
            try expect(left.map(\.id), [new, ahead, plain].map(\.id))
        },
        .ofPair("of many sign-ins at once no more remain than the limit") { store, rows, user, _ in
            _ = try await race { _ in
                try await store.commitSession(rows.session(of: user), replacing: nil, limit: 3, at: rows.now)
            }
            try await expect(store.findSessions(of: user.id).count, 3)
        },
    ]
}
