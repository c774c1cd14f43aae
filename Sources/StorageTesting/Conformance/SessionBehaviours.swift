import OAuthProtocol
import Storage

extension StorageConformance {
    static let sessions = [
        Behaviour("a session is found by its cookie, with its user, whether or not it has expired") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user, expiresAt: fixture.now - 1), in: store)
            let found = try await store.findSession(session.digest)
            try expect(found?.session, session)
            try expect(found?.user, user)
            try expect(try await store.findSession(fixture.digest()) == nil)
        },
        Behaviour("no session begins for a user who is gone or disabled, and nothing changes") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let standing = try await fixture.begin(fixture.session(of: user), in: store)
            let disabled = fixture.user("bob")
            try expect(try await store.commitNewUser(disabled), .done)
            try expect(try await store.commitDisabled(true, of: disabled.id, at: fixture.now), .done)
            for nobody in [disabled, fixture.user("carol")] {
                let session = fixture.session(of: nobody)
                let begun = try await store.commitSession(
                    session, replacing: standing.digest, limit: 1, at: fixture.now)
                try expect(begun, nil)
                try expect(try await store.findSession(session.digest) == nil)
            }
            try expect(try await store.findSession(standing.digest)?.session, standing)
        },
        Behaviour("a later use of a session is noted") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            var session = try await fixture.begin(fixture.session(of: user), in: store)
            try await store.commitUse(of: session.id, at: fixture.now + 60)
            try await store.commitUse(of: session.id, at: fixture.now + 30)
            try await store.commitUse(of: SessionID(at: fixture.now, from: fixture.entropy), at: fixture.now)
            session.lastUsedAt = fixture.now + 60
            try expect(try await store.findSessions(of: user.id), [session])
        },
        Behaviour("a user's sessions are listed with the last used first") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let other = fixture.user("bob")
            try expect(try await store.commitNewUser(other), .done)
            _ = try await fixture.begin(fixture.session(of: other), in: store)
            var expected: [SessionRecord] = []
            for age in [20, 10, 30] as [Int64] {
                let session = fixture.session(of: user, lastUsedAt: fixture.now - age)
                expected.append(try await fixture.begin(session, in: store))
            }
            expected.sort { $0.lastUsedAt > $1.lastUsedAt }
            try expect(try await store.findSessions(of: user.id), expected)
        },
        Behaviour("a session is ended once, by its own user alone") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let other = fixture.user("bob")
            try expect(try await store.commitNewUser(other), .done)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            try expect(try await store.end(session, of: other, at: fixture.now), false)
            try expect(try await store.findSession(session.digest) != nil)
            try expect(try await store.end(session, of: user, at: fixture.now))
            try expect(try await store.end(session, of: user, at: fixture.now), false)
            try expect(try await store.findSession(session.digest) == nil)
        },
        Behaviour("a session that ends takes the delegations with it that were authorized in it") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let another = try await fixture.begin(fixture.session(of: user), in: store)
            let inside = try await fixture.redeem(fixture.delegation(of: user, to: client, in: session), in: store)
            let elsewhere = try await fixture.redeem(fixture.delegation(of: user, to: client, in: another), in: store)
            let without = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            try expect(try await store.end(session, of: user, at: fixture.now + 5))
            try expect(try await store.revocation(of: inside), fixture.now + 5)
            try expect(try await store.findDelegation(inside.id)?.session, nil)
            try expect(try await store.revocation(of: elsewhere), nil)
            try expect(try await store.findDelegation(elsewhere.id)?.session, another)
            try expect(try await store.revocation(of: without), nil)
        },
        Behaviour("offline access outlives a session that ends so, and nothing else of it does") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let scopes = [
                ["openid", "offline_access"], ["offline_access"], ["offline_access", "email"], ["openid"],
                ["openid", "offline-access"], ["offline_access_not"], ["OFFLINE_ACCESS"], ["my:offline_access"],
            ]
            var redeemed: [DelegationRecord] = []
            for scope in scopes {
                let delegation = fixture.delegation(of: user, to: client, in: session, scope: scope)
                redeemed.append(try await fixture.redeem(delegation, in: store))
            }
            let waiting = try await fixture.keep(
                fixture.delegation(of: user, to: client, in: session, scope: ["offline_access"]), in: store)
            let ended = try await store.commitEnd(
                of: session.id, of: user.id, keepingOfflineAccess: true, at: fixture.now + 5)
            try expect(ended)
            var alive: [Bool] = []
            for delegation in redeemed { alive.append(try await store.revocation(of: delegation) == nil) }
            try expect(alive, [true, true, true, false, false, false, false, false])
            try expect(try await store.revocation(of: waiting), fixture.now + 5)
            try expect(try await store.findDelegation(redeemed[0].id)?.activeUser(at: fixture.now + 5), user)
        },
        Behaviour("offline access outlives a session that gives way to another") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            for limit in [nil, 1] as [Int?] {
                let session = try await fixture.begin(fixture.session(of: user), in: store)
                let offline = try await fixture.redeem(
                    fixture.delegation(of: user, to: client, in: session, scope: ["offline_access"]), in: store)
                let bound = try await fixture.redeem(
                    fixture.delegation(of: user, to: client, in: session, scope: ["openid"]), in: store)
                let replacing = limit == nil ? session.digest : nil
                let next = fixture.session(of: user, createdAt: fixture.now + 1)
                try expect(
                    try await store.commitSession(next, replacing: replacing, limit: limit, at: fixture.now + 5),
                    next.id)
                try expect(try await store.revocation(of: offline), nil)
                try expect(try await store.revocation(of: bound), fixture.now + 5)
            }
        },
        Behaviour("offline access ends with its session where it is not to be kept") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let delegation = try await fixture.redeem(
                fixture.delegation(of: user, to: client, in: session, scope: ["offline_access"]), in: store)
            try expect(try await store.end(session, of: user, at: fixture.now + 5))
            try expect(try await store.revocation(of: delegation), fixture.now + 5)
        },
        Behaviour("of many who end one session exactly one does") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let ended = try await race { _ in
                try await store.end(session, of: user, at: fixture.now)
            }
            try expect(ended.filter { $0 }.count, 1)
        },
    ]

    static let sessionReplacement = [
        Behaviour("a session that is begun again changes its cookie and keeps its delegations") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let first = try await fixture.begin(fixture.session(of: user), in: store)
            let alive = try await fixture.redeem(fixture.delegation(of: user, to: client, in: first), in: store)
            let second = fixture.session(of: user, id: first.id, lastUsedAt: fixture.now + 9)
            let begun = try await store.commitSession(
                second, replacing: first.digest, limit: 1, at: fixture.now + 9)
            try expect(begun, first.id)
            try expect(try await store.findSession(first.digest) == nil)
            try expect(try await store.findSession(second.digest)?.session, second)
            try expect(try await store.revocation(of: alive), nil)
            try expect(try await store.findSessions(of: user.id), [second])
        },
        Behaviour("a session that another replaces ends with its delegations, whoever's it was") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let other = fixture.user("bob")
            try expect(try await store.commitNewUser(other), .done)
            let first = try await fixture.begin(fixture.session(of: other), in: store)
            let bystander = try await fixture.begin(fixture.session(of: other), in: store)
            let delegation = try await fixture.redeem(
                fixture.delegation(of: other, to: client, in: first), in: store)
            let second = fixture.session(of: user)
            let begun = try await store.commitSession(
                second, replacing: first.digest, limit: nil, at: fixture.now + 9)
            try expect(begun, second.id)
            try expect(try await store.findSession(first.digest) == nil)
            try expect(try await store.revocation(of: delegation), fixture.now + 9)
            try expect(try await store.findSessions(of: other.id), [bystander])
            try expect(try await store.findSessions(of: user.id), [second])
        },
        Behaviour("a cookie that nobody has replaces nothing") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let session = fixture.session(of: user)
            let begun = try await store.commitSession(
                session, replacing: fixture.digest(), limit: nil, at: fixture.now)
            try expect(begun, session.id)
            try expect(try await store.findSessions(of: user.id), [session])
        },
        Behaviour("a form that is sent many times at once begins one session, with what was delegated in it") {
            store, fixture in
            let (user, client) = try await fixture.populate(store)
            let (cookie, old) = (fixture.digest(), fixture.digest())
            let begun = try await race { _ in
                let session = fixture.session(of: user, under: cookie)
                return try await store.commitSession(session, replacing: old, limit: nil, at: fixture.now)
            }
            try expect(Set(begun).count, 1)
            let kept = try await store.findSessions(of: user.id)
            try expect(kept.map(\.id), begun.first.map { [$0].compactMap(\.self) } ?? [])
            let alive = try await fixture.redeem(fixture.delegation(of: user, to: client, in: kept.first), in: store)
            let again = fixture.session(of: user, under: cookie, lastUsedAt: fixture.now + 1)
            _ = try await store.commitSession(again, replacing: old, limit: nil, at: fixture.now + 1)
            try expect(try await store.revocation(of: alive), nil)
        },
        Behaviour("a session that has expired is not begun again by its cookie") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let first = try await fixture.begin(fixture.session(of: user, expiresAt: fixture.now), in: store)
            let second = fixture.session(of: user, under: first.digest)
            try expect(
                try await store.commitSession(second, replacing: nil, limit: nil, at: fixture.now), second.id)
            try expect(try await store.findSessions(of: user.id), [second])
        },
        Behaviour("beyond the limit the sessions that were used least recently end with their delegations") {
            store, fixture in
            let (user, client) = try await fixture.populate(store)
            let other = fixture.user("bob")
            try expect(try await store.commitNewUser(other), .done)
            let theirs = try await fixture.begin(fixture.session(of: other, lastUsedAt: fixture.now - 99), in: store)
            var kept: [SessionRecord] = []
            var delegations: [DelegationRecord] = []
            for age in [10, 40, 20, 30] as [Int64] {
                let session = fixture.session(
                    of: user, createdAt: fixture.now - 60 + age, lastUsedAt: fixture.now - age)
                kept.append(try await fixture.begin(session, in: store))
                let delegation = fixture.delegation(of: user, to: client, in: session)
                delegations.append(try await fixture.redeem(delegation, in: store))
            }
            // The new one stays although nothing is older.
            let new = fixture.session(of: user, createdAt: fixture.now - 99, lastUsedAt: fixture.now - 15)
            try expect(try await store.commitSession(new, replacing: nil, limit: 3, at: fixture.now), new.id)
            try expect(try await store.findSessions(of: user.id), [kept[0], new, kept[2]])
            var revoked: [Bool] = []
            for delegation in delegations { revoked.append(try await store.revocation(of: delegation) != nil) }
            try expect(revoked, [false, true, false, true])
            try expect(try await store.findSessions(of: other.id), [theirs])
        },
        Behaviour("a use that a clock noted which was ahead is none, and the next use takes its place") {
            store, fixture in
            let (user, _) = try await fixture.populate(store)
            let year: Int64 = 31_536_000
            let ahead = fixture.session(of: user, authenticatedAt: fixture.now - 30, lastUsedAt: fixture.now + year)
            let lost = fixture.session(of: user, authenticatedAt: fixture.now + year, lastUsedAt: fixture.now + year)
            let plain = fixture.session(of: user, lastUsedAt: fixture.now - 20)
            for session in [ahead, lost, plain] { _ = try await fixture.begin(session, in: store) }
            let listed = try await store.findSessions(of: user.id, most: 9, at: fixture.now)
            try expect(listed, [plain, ahead, lost])
            try expect(try await store.findSessions(of: user.id, most: 2, at: fixture.now), [plain, ahead])
            try await store.commitUse(of: ahead.id, at: fixture.now + 1)
            try expect(try await store.findSessions(of: user.id, most: 1, at: fixture.now + 1).map(\.id), [ahead.id])
            let new = fixture.session(of: user, authenticatedAt: fixture.now + 2, lastUsedAt: fixture.now + 2)
            try expect(try await store.commitSession(new, replacing: nil, limit: 3, at: fixture.now + 2), new.id)
            let left = try await store.findSessions(of: user.id, most: 9, at: fixture.now + 2)
            try expect(left.map(\.id), [new, ahead, plain].map(\.id))
        },
        Behaviour("of many sign-ins at once no more remain than the limit") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            _ = try await race { _ in
                try await store.commitSession(fixture.session(of: user), replacing: nil, limit: 3, at: fixture.now)
            }
            try expect(try await store.findSessions(of: user.id).count, 3)
        },
    ]
}
