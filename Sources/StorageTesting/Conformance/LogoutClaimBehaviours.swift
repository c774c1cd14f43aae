import OAuthProtocol
import Storage

extension StorageConformance {
    static let logoutNoticeClaims = [
        Behaviour("due notices are found with the longest due first, up to a limit") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            var notices: [LogoutNoticeRecord] = []
            for age in [10, 30, 20] as [Int64] {
                notices.append(try await fixture.noteLogout(of: user, at: fixture.now - age, in: store))
            }
            try expect(try await store.dueNotices(at: fixture.now), [notices[1], notices[2], notices[0]])
            try expect(try await store.dueNotices(at: fixture.now - 20), [notices[1], notices[2]])
            try expect(try await store.dueNotices(at: fixture.now - 31), [])
            let first = try await store.findDueLogoutNotices(sparing: [], limit: 1, at: fixture.now)
            try expect(first, [notices[1]])
            try expect(try await store.findPendingLogoutNotices(), 3)
        },
        Behaviour("notices for clients that are busy are passed over") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            var notices: [LogoutNoticeRecord] = []
            for name in ["a", "b", "c\"\\'"] {
                notices.append(try await fixture.noteLogout(of: user, to: name, at: fixture.now, in: store))
            }
            let busy: Set = [notices[0].client.id, notices[2].client.id, ClientID("unknown")]
            let due = try await store.findDueLogoutNotices(sparing: busy, limit: 10, at: fixture.now)
            try expect(due, [notices[1]])
        },
        Behaviour("notices for strangers are found apart from all others, and those for nobody are no stranger's") {
            store, fixture in
            let (user, _) = try await fixture.populate(store)
            let known = try await fixture.noteLogout(of: user, to: "known", at: fixture.now, in: store)
            let gone = try await fixture.noteLogout(of: user, to: "gone", at: fixture.now + 1, in: store)
            var strangers: [LogoutNoticeRecord] = []
            for (number, origin) in [ClientRecord.Origin.registration, .document].enumerated() {
                strangers.append(
                    try await fixture.noteLogout(
                        of: user, to: "stranger-\(number)", origin: origin, at: fixture.now + 2 + Int64(number),
                        in: store))
            }
            _ = try await store.commitRemovalOfClient(gone.client.id)
            func due(_ strangers: Bool?) async throws -> [LogoutNoticeRecord] {
                try await store.findDueLogoutNotices(
                    ofStrangers: strangers, sparing: [], limit: 10, at: fixture.now + 9)
            }
            let left = try await due(nil)
            try expect(try await due(true), strangers)
            try expect(try await due(false), left.filter { !strangers.contains($0) })
            try expect(try await due(false).first, known)
        },
        Behaviour("a notice that a clock wrote which was ahead is due at once") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let notice = try await fixture.noteLogout(of: user, at: fixture.now + 86_400 * 30, in: store)
            try expect(try await store.dueNotices(at: fixture.now), [notice])
            let claimed = try await fixture.found(
                try await store.commitClaim(of: notice, until: fixture.now + 60))
            try expect(try await store.dueNotices(at: fixture.now), [])
            try await store.commitPostponement(of: claimed, until: fixture.now + 3_600)
            try expect(try await store.dueNotices(at: fixture.now), [])
        },
        Behaviour("of many who claim one notice exactly one gets it") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let notice = try await fixture.noteLogout(of: user, at: fixture.now, in: store)
            let claims = try await race { number in
                try await store.commitClaim(of: notice, until: fixture.now + 60 + Int64(number))
            }
            let claimed = claims.compactMap(\.self)
            try expect(claimed.count, 1)
            try expect(claimed.first?.attempts, 1)
            try expect(claimed.first?.sessionID, notice.sessionID)
        },
        Behaviour("a claimed notice is due again when its lease is over, and counts its attempts") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let notice = try await fixture.noteLogout(of: user, at: fixture.now, in: store)
            let first = try await store.commitClaim(of: notice, until: fixture.now + 60)
            try expect(try await store.dueNotices(at: fixture.now + 59), [])
            try expect(try await store.dueNotices(at: fixture.now + 60), [first].compactMap(\.self))
            try expect(try await store.commitClaim(of: notice, until: fixture.now + 200) == nil)
            let second = try await fixture.claim(try fixture.found(first), in: store)
            try expect(second.attempts, 2)
            try expect(second.createdAt, notice.createdAt)
            try expect(second.expiresAt, notice.expiresAt)
        },
        Behaviour("a notice leaves when it is removed, and a postponed one is due later") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let notice = try await fixture.noteLogout(of: user, at: fixture.now, in: store)
            let claimed = try await fixture.claim(notice, in: store)
            try await store.commitPostponement(of: claimed, until: fixture.now + 5)
            try expect(try await store.dueNotices(at: fixture.now + 4), [])
            let due = try fixture.found(try await store.dueNotices(at: fixture.now + 5).first)
            try expect(due.attempts, 1)
            let again = try await fixture.claim(due, in: store)
            try await store.commitRemoval(of: again)
            try expect(try await store.findPendingLogoutNotices(), 0)
            try await store.commitRemoval(of: again)
            try await store.commitPostponement(of: again, until: fixture.now)
            try expect(try await store.findPendingLogoutNotices(), 0)
        },
        Behaviour("a client's other notices wait with one that is postponed, and nobody else's") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let first = try await fixture.noteLogout(of: user, to: "dead", at: fixture.now, in: store)
            let other = try await fixture.noteLogout(of: user, to: "alive", at: fixture.now, in: store)
            guard let dead = try await store.findClient(first.client.id) else {
                throw Violation(description: "found nothing")
            }
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            try await fixture.delegate(user, to: dead, in: session, store)
            try expect(try await store.end(session, of: user, at: fixture.now))
            let claimed = try await fixture.claim(first, in: store)
            try await store.commitPostponement(of: claimed, until: fixture.now + 5)
            try expect(try await store.dueNotices(at: fixture.now + 4), [other])
            try expect(try await store.dueNotices(at: fixture.now + 5).count, 3)
        },
        Behaviour("who was too slow neither removes nor postpones what somebody else claimed since") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let notice = try await fixture.noteLogout(of: user, at: fixture.now, in: store)
            let slow = try await fixture.claim(notice, in: store)
            let quick = try await fixture.claim(slow, in: store)
            try await store.commitRemoval(of: slow)
            try await store.commitPostponement(of: slow, until: fixture.now)
            try expect(try await store.dueNotices(at: fixture.now), [])
            try expect(try await store.dueNotices(at: quick.dueAt), [quick])
        },
        Behaviour("a notice that waits is not made anew by a second end of the same session") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let client = try await fixture.listener("here", in: store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            _ = try await fixture.redeem(
                fixture.delegation(of: user, to: client, in: session, scope: ["offline_access"]), in: store)
            let ended = try await store.commitEnd(
                of: session.id, of: user.id, keepingOfflineAccess: true, at: fixture.now)
            try expect(ended)
            let notices = try await store.dueNotices(at: fixture.now)
            try expect(try await store.commitPassword("$argon2id$new", of: user.id, at: fixture.now + 9), .done)
            try expect(try await store.dueNotices(at: fixture.now + 9), notices)
        },
    ]
}
