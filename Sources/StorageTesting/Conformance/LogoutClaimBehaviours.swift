import OAuthProtocol
import Storage

extension StorageConformance {
    static let logoutNoticeClaims: [Behaviour] = [
        .ofPair("due notices are found with the longest due first, up to a limit") { store, rows, user, _ in
            let notices = try await [10, 30, 20].inTurn { try await rows.noteLogout(of: user, at: rows.now - $0) }
            try await expect(store.dueNotices(at: rows.now), [notices[1], notices[2], notices[0]])
            try await expect(store.dueNotices(at: rows.now - 20), [notices[1], notices[2]])
            try await expect(store.dueNotices(at: rows.now - 31), [])
            try await expect(store.findDueLogoutNotices(sparing: [], limit: 1, at: rows.now), [notices[1]])
            try await expect(store.findPendingLogoutNotices(), 3)
        },
        .ofPair("notices for clients that are busy are passed over") { store, rows, user, _ in
            let notices = try await ["a", "b", "c\"\\'"].inTurn { name in
                try await rows.noteLogout(of: user, to: name, at: rows.now)
            }
            let busy: Set = [notices[0].client.id, notices[2].client.id, ClientID("unknown")]
            try await expect(store.findDueLogoutNotices(sparing: busy, limit: 10, at: rows.now), [notices[1]])
        },
        .ofPair(
            "notices for dynamic clients are found apart from all others, and those for nobody are no dynamic client's"
        ) {
            store, rows, user, _ in
            let known = try await rows.noteLogout(of: user, to: "known", at: rows.now)
            let gone = try await rows.noteLogout(of: user, to: "gone", at: rows.now + 1)
            let dynamicClients = try await [(2, .registration), (3, .document)].inTurn { second, origin in
                try await rows.noteLogout(of: user, to: "stranger-\(second)", origin: origin, at: rows.now + second)
            }
            _ = try await store.commitRemovalOfClient(gone.client.id)
            func due(_ dynamicClients: Bool?) async throws -> [LogoutNoticeRecord] {
                try await store.findDueLogoutNotices(
                    ofDynamicClients: dynamicClients, sparing: [], limit: 10, at: rows.now + 9)
            }
            let left = try await due(nil)
            try await expect(due(true), dynamicClients)
            try await expect(due(false), left.filter { !dynamicClients.contains($0) })
            try await expect(due(false).first, known)
        },
        .ofPair("a notice that a clock wrote which was ahead is due at once") { store, rows, user, _ in
            let notice = try await rows.noteLogout(of: user, at: rows.now + 86_400 * 30)
            try await expect(store.dueNotices(at: rows.now), [notice])
            let claimed = try await rows.found(store.commitClaim(of: notice, until: rows.now + 60))
            try await expect(store.dueNotices(at: rows.now), [])
            try await store.commitPostponement(of: claimed, until: rows.now + 3_600)
            try await expect(store.dueNotices(at: rows.now), [])
        },
        .ofPair("of many who claim one notice exactly one gets it") { store, rows, user, _ in
            let notice = try await rows.noteLogout(of: user, at: rows.now)
            let claims = try await race { number in
                try await store.commitClaim(of: notice, until: rows.now + 60 + Int64(number))
            }
            let claimed = claims.compactMap(\.self)
            try expect(claimed.count, 1)
            try expect(claimed.first?.attempts, 1)
            try expect(claimed.first?.sessionID, notice.sessionID)
        },
        .ofPair("a claimed notice is due again when its lease is over, and counts its attempts") {
            store, rows, user, _ in
            let notice = try await rows.noteLogout(of: user, at: rows.now)
            let first = try await store.commitClaim(of: notice, until: rows.now + 60)
            try await expect(store.dueNotices(at: rows.now + 59), [])
            try await expect(store.dueNotices(at: rows.now + 60), [first].compactMap(\.self))
            try await expect(store.commitClaim(of: notice, until: rows.now + 200) == nil)
            let second = try await rows.claim(try rows.found(first))
            try expect(second.attempts, 2)
            try expect(second.createdAt, notice.createdAt)
            try expect(second.expiresAt, notice.expiresAt)
        },
        .ofPair("a notice leaves when it is removed, and a postponed one is due later") { store, rows, user, _ in
            let notice = try await rows.noteLogout(of: user, at: rows.now)
            let claimed = try await rows.claim(notice)
            try await store.commitPostponement(of: claimed, until: rows.now + 5)
            try await expect(store.dueNotices(at: rows.now + 4), [])
            let due = try rows.found(try await store.dueNotices(at: rows.now + 5).first)
            try expect(due.attempts, 1)
            let again = try await rows.claim(due)
            try await store.commitRemoval(of: again)
            try await expect(store.findPendingLogoutNotices(), 0)
            try await store.commitRemoval(of: again)
            try await store.commitPostponement(of: again, until: rows.now)
            try await expect(store.findPendingLogoutNotices(), 0)
        },
        .ofPair("a client's other notices wait with one that is postponed, and nobody else's") { store, rows, user, _ in
            let first = try await rows.noteLogout(of: user, to: "dead", at: rows.now)
            let other = try await rows.noteLogout(of: user, to: "alive", at: rows.now)
            guard let dead = try await store.findClient(first.client.id) else {
                throw Violation(description: "found nothing")
            }
            let session = try await rows.begin(rows.session(of: user))
            try await rows.delegate(user, to: dead, in: session)
            try await expect(store.end(session, of: user, at: rows.now))
            let claimed = try await rows.claim(first)
            try await store.commitPostponement(of: claimed, until: rows.now + 5)
            try await expect(store.dueNotices(at: rows.now + 4), [other])
            try await expect(store.dueNotices(at: rows.now + 5).count, 3)
        },
        .ofPair("who was too slow neither removes nor postpones what somebody else claimed since") {
            store, rows, user, _ in
            let notice = try await rows.noteLogout(of: user, at: rows.now)
            let slow = try await rows.claim(notice)
            let quick = try await rows.claim(slow)
            try await store.commitRemoval(of: slow)
            try await store.commitPostponement(of: slow, until: rows.now)
            try await expect(store.dueNotices(at: rows.now), [])
            try await expect(store.dueNotices(at: quick.dueAt), [quick])
        },
        .ofPair("a notice that waits is not made anew by a second end of the same session") { store, rows, user, _ in
            let client = try await rows.listener("here")
            let session = try await rows.begin(rows.session(of: user))
            _ = try await rows.redeem(rows.delegation(of: user, to: client, in: session, scope: ["offline_access"]))
            try await expect(store.commitEnd(of: session.id, of: user.id, keepingOfflineAccess: true, at: rows.now))
            let notices = try await store.dueNotices(at: rows.now)
            try await expect(store.commitPassword("$argon2id$new", of: user.id, at: rows.now + 9), .done)
            try await expect(store.dueNotices(at: rows.now + 9), notices)
        },
    ]
}
