import OAuthProtocol
import Storage

extension StorageConformance {
    /// How much one user and one client may have: that it is bounded, and what leaves for what is new.
    static let room: [Behaviour] = [
        .ofPair("of what one user delegated to one client the oldest leave, and nothing of others") {
            store, rows, user, client in
            let (bob, other) = (rows.user("bob"), rows.client("other"))
            try await expect(store.commitNewUser(bob), .done)
            try await expect(store.commitNewClient(other))
            let bystanders = [
                try await rows.redeem(rows.delegation(of: bob, to: client, createdAt: rows.now - 9)),
                try await rows.redeem(rows.delegation(of: user, to: other, createdAt: rows.now - 9)),
                try await rows.keep(rows.delegation(of: user, to: client, createdAt: rows.now - 9)),
                try await rows.keep(
                    rows.delegation(
                        of: user, to: client, in: nil, code: nil, createdAt: rows.now - 9,
                        expiresAt: rows.now + 60)),
            ]
            var redeemed: [DelegationRecord] = []
            for second in 0..<6 as Range<Int64> {
                let next = rows.delegation(of: user, to: client, createdAt: rows.now + second)
                redeemed.append(try await rows.redeem(next, keeping: 3))
                try await expect(rows.kept(of: redeemed), redeemed.suffix(3).map(\.id))
            }
            try await expect(rows.kept(of: bystanders), bystanders.map(\.id))
        },
        .ofPair("what was revoked leaves before what lives, and the one that is new stays") {
            store, rows, user, client in
            // Its code comes first and is redeemed last.
            let slow = try await rows.keep(rows.delegation(of: user, to: client, createdAt: rows.now - 1))
            var redeemed: [DelegationRecord] = []
            for second in 0..<4 as Range<Int64> {
                let next = rows.delegation(of: user, to: client, createdAt: rows.now + second)
                redeemed.append(try await rows.redeem(next, keeping: 4))
            }
            try await store.commitRevocation(of: redeemed[2].id, at: rows.now)
            let last = rows.delegation(of: user, to: client, createdAt: rows.now + 4)
            redeemed.append(try await rows.redeem(last, keeping: 4))
            try await expect(rows.kept(of: redeemed), [redeemed[0], redeemed[1], redeemed[3], last].map(\.id))
            for most in [3, 1, 0] {
                let outcome = try await store.commitRedemption(
                    of: slow.id, refresh: nil, expiresAt: rows.now + 999, at: rows.now,
                    within: DelegationBounds(perClient: most))
                try expect(outcome, most == 3 ? .committed : .replayed)
            }
            try await expect(rows.kept(of: [slow] + redeemed), [slow, redeemed[3], last].map(\.id))
        },
        .ofPair("a replayed code makes no room") { store, rows, user, client in
            var redeemed: [DelegationRecord] = []
            for second in 0..<3 as Range<Int64> {
                let next = rows.delegation(of: user, to: client, createdAt: rows.now + second)
                redeemed.append(try await rows.redeem(next, keeping: 3))
            }
            let outcome = try await store.commitRedemption(
                of: redeemed[2].id, refresh: nil, expiresAt: rows.now + 999, at: rows.now,
                within: DelegationBounds(perClient: 1))
            try expect(outcome, .replayed)
            try await expect(rows.kept(of: redeemed), redeemed.map(\.id))
        },
        .ofPair("of many who redeem at once as many stay as there is room for") { store, rows, user, client in
            let delegations = (0..<40 as Range<Int64>).map {
                rows.delegation(of: user, to: client, createdAt: rows.now + $0)
            }
            for delegation in delegations { _ = try await rows.keep(delegation) }
            let outcomes = try await race(delegations.count) { number in
                try await store.commitRedemption(
                    of: delegations[number].id, refresh: rows.refresh(0), expiresAt: rows.now + 999,
                    at: rows.now,
                    within: DelegationBounds(perClient: 7))
            }
            try expect(outcomes.allSatisfy { $0 == .committed })
            try await expect(rows.kept(of: delegations).count, 7)
        },
        .ofPair("of what one user delegated to all clients the oldest leave, first those of strangers") {
            store, rows, user, own in
            let bob = try await rows.add(rows.user("bob"))
            let strangers = [
                rows.client("reg-a", origin: .registration), rows.client("b", origin: .document),
            ]
            for client in strangers { try await expect(store.commitNewClient(client)) }
            let bobs = try await rows.redeem(rows.delegation(of: bob, to: strangers[0]))
            var redeemed: [DelegationRecord] = []
            for (second, client) in [own, strangers[0], strangers[1], own, strangers[0]].enumerated() {
                let next = rows.delegation(of: user, to: client, createdAt: rows.now + Int64(second))
                redeemed.append(try await rows.redeem(next, overAll: 5))
            }
            try await store.commitRevocation(of: redeemed[3].id, at: rows.now)
            for (second, left) in [
                [0, 1, 2, 4, 5], [0, 2, 4, 5, 6], [0, 4, 5, 6, 7], [0, 5, 6, 7, 8], [5, 6, 7, 8, 9],
            ]
            .enumerated() {
                let next = rows.delegation(of: user, to: own, createdAt: rows.now + Int64(5 + second))
                redeemed.append(try await rows.redeem(next, overAll: 5))
                try await expect(rows.kept(of: redeemed), left.map { redeemed[$0].id })
            }
            try await expect(rows.kept(of: [bobs]), [bobs.id])
        },
        .ofPair("what a device was given counts with the rest") { store, rows, user, client in
            let session = try await rows.begin(rows.session(of: user))
            var redeemed: [DelegationRecord] = []
            for second in 0..<2 as Range<Int64> {
                let next = rows.delegation(of: user, to: client, createdAt: rows.now + second)
                redeemed.append(try await rows.redeem(next, keeping: 2))
            }
            let device = try await rows.letIn(rows.device(of: client), in: session)
            let delegation = rows.delegation(from: device, of: user, to: client, in: session)
            let outcome = try await store.commitDelegation(
                delegation, redeeming: device.digest, at: rows.now,
                within: DelegationBounds(perClient: 2))
            try expect(outcome, .committed)
            try await expect(rows.kept(of: redeemed + [delegation]), [redeemed[1], delegation].map(\.id))
        },
    ]
}

extension StorageFixture {
    /// Which of `delegations` are there.
    fileprivate func kept(of delegations: [DelegationRecord]) async throws -> [DelegationID] {
        var kept: [DelegationID] = []
        for delegation in delegations where try await store.findDelegation(delegation.id) != nil {
            kept.append(delegation.id)
        }
        return kept
    }
}
