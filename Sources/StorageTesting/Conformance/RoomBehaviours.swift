import OAuthProtocol
import Storage

extension StorageConformance {
    /// How much one user and one client may have: that it is bounded, and what leaves for what is new.
    static let room = [
        Behaviour("of what one user delegated to one client the oldest leave, and nothing of others") {
            store, fixture in
            let (user, client) = try await fixture.populate(store)
            let (bob, other) = (fixture.user("bob"), fixture.client("other"))
            try expect(try await store.commitNewUser(bob), .done)
            try expect(try await store.commitNewClient(other))
            let bystanders = [
                try await fixture.redeem(
                    fixture.delegation(of: bob, to: client, createdAt: fixture.now - 9), in: store),
                try await fixture.redeem(
                    fixture.delegation(of: user, to: other, createdAt: fixture.now - 9), in: store),
                try await fixture.keep(fixture.delegation(of: user, to: client, createdAt: fixture.now - 9), in: store),
                try await fixture.keep(
                    fixture.delegation(
                        of: user, to: client, in: nil, code: nil, createdAt: fixture.now - 9,
                        expiresAt: fixture.now + 60), in: store),
            ]
            var redeemed: [DelegationRecord] = []
            for second in 0..<6 as Range<Int64> {
                let next = fixture.delegation(of: user, to: client, createdAt: fixture.now + second)
                redeemed.append(try await fixture.redeem(next, in: store, keeping: 3))
                try expect(try await fixture.kept(of: redeemed, in: store), redeemed.suffix(3).map(\.id))
            }
            try expect(try await fixture.kept(of: bystanders, in: store), bystanders.map(\.id))
        },
        Behaviour("what was revoked leaves before what lives, and the one that is new stays") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            // Its code comes first and is redeemed last.
            let slow = try await fixture.keep(
                fixture.delegation(of: user, to: client, createdAt: fixture.now - 1), in: store)
            var redeemed: [DelegationRecord] = []
            for second in 0..<4 as Range<Int64> {
                let next = fixture.delegation(of: user, to: client, createdAt: fixture.now + second)
                redeemed.append(try await fixture.redeem(next, in: store, keeping: 4))
            }
            try await store.commitRevocation(of: redeemed[2].id, at: fixture.now)
            let last = fixture.delegation(of: user, to: client, createdAt: fixture.now + 4)
            redeemed.append(try await fixture.redeem(last, in: store, keeping: 4))
            try expect(
                try await fixture.kept(of: redeemed, in: store),
                [redeemed[0], redeemed[1], redeemed[3], last].map(\.id))
            for most in [3, 1, 0] {
                let outcome = try await store.commitRedemption(
                    of: slow.id, refresh: nil, expiresAt: fixture.now + 999, at: fixture.now,
                    within: DelegationBounds(perClient: most))
                try expect(outcome, most == 3 ? .committed : .replayed)
            }
            try expect(try await fixture.kept(of: [slow] + redeemed, in: store), [slow, redeemed[3], last].map(\.id))
        },
        Behaviour("a replayed code makes no room") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            var redeemed: [DelegationRecord] = []
            for second in 0..<3 as Range<Int64> {
                let next = fixture.delegation(of: user, to: client, createdAt: fixture.now + second)
                redeemed.append(try await fixture.redeem(next, in: store, keeping: 3))
            }
            let outcome = try await store.commitRedemption(
                of: redeemed[2].id, refresh: nil, expiresAt: fixture.now + 999, at: fixture.now,
                within: DelegationBounds(perClient: 1))
            try expect(outcome, .replayed)
            try expect(try await fixture.kept(of: redeemed, in: store), redeemed.map(\.id))
        },
        Behaviour("of many who redeem at once as many stay as there is room for") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegations = (0..<40 as Range<Int64>).map {
                fixture.delegation(of: user, to: client, createdAt: fixture.now + $0)
            }
            for delegation in delegations { _ = try await fixture.keep(delegation, in: store) }
            let outcomes = try await race(delegations.count) { number in
                try await store.commitRedemption(
                    of: delegations[number].id, refresh: fixture.refresh(0), expiresAt: fixture.now + 999,
                    at: fixture.now,
                    within: DelegationBounds(perClient: 7))
            }
            try expect(outcomes.allSatisfy { $0 == .committed })
            try expect(try await fixture.kept(of: delegations, in: store).count, 7)
        },
        Behaviour("of what one user delegated to all clients the oldest leave, first those of strangers") {
            store, fixture in
            let (user, own) = try await fixture.populate(store)
            let bob = fixture.user("bob")
            try expect(try await store.commitNewUser(bob), .done)
            let strangers = [
                fixture.client("reg-a", origin: .registration), fixture.client("b", origin: .document),
            ]
            for client in strangers { try expect(try await store.commitNewClient(client)) }
            let bobs = try await fixture.redeem(fixture.delegation(of: bob, to: strangers[0]), in: store)
            var redeemed: [DelegationRecord] = []
            for (second, client) in [own, strangers[0], strangers[1], own, strangers[0]].enumerated() {
                let next = fixture.delegation(of: user, to: client, createdAt: fixture.now + Int64(second))
                redeemed.append(try await fixture.redeem(next, in: store, overAll: 5))
            }
            try await store.commitRevocation(of: redeemed[3].id, at: fixture.now)
            for (second, left) in [
                [0, 1, 2, 4, 5], [0, 2, 4, 5, 6], [0, 4, 5, 6, 7], [0, 5, 6, 7, 8], [5, 6, 7, 8, 9],
            ]
            .enumerated() {
                let next = fixture.delegation(of: user, to: own, createdAt: fixture.now + Int64(5 + second))
                redeemed.append(try await fixture.redeem(next, in: store, overAll: 5))
                try expect(try await fixture.kept(of: redeemed, in: store), left.map { redeemed[$0].id })
            }
            try expect(try await fixture.kept(of: [bobs], in: store), [bobs.id])
        },
        Behaviour("what a device was given counts with the rest") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            var redeemed: [DelegationRecord] = []
            for second in 0..<2 as Range<Int64> {
                let next = fixture.delegation(of: user, to: client, createdAt: fixture.now + second)
                redeemed.append(try await fixture.redeem(next, in: store, keeping: 2))
            }
            let device = try await fixture.letIn(fixture.device(of: client), in: session, of: store)
            let delegation = fixture.delegation(from: device, of: user, to: client, in: session)
            let outcome = try await store.commitDelegation(
                delegation, redeeming: device.digest, at: fixture.now,
                within: DelegationBounds(perClient: 2))
            try expect(outcome, .committed)
            try expect(
                try await fixture.kept(of: redeemed + [delegation], in: store), [redeemed[1], delegation].map(\.id))
        },
    ]
}

extension StorageFixture {
    /// Which of `delegations` are there.
    fileprivate func kept(of delegations: [DelegationRecord], in store: any Store) async throws -> [DelegationID] {
        var kept: [DelegationID] = []
        for delegation in delegations where try await store.findDelegation(delegation.id) != nil {
            kept.append(delegation.id)
        }
        return kept
    }
}
