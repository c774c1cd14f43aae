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
            let (old, end) = (rows.now - 9, rows.now + 60)
            let bystanders = [
                try await rows.redeem(rows.delegation(of: bob, to: client, createdAt: old)),
                try await rows.redeem(rows.delegation(of: user, to: other, createdAt: old)),
                try await rows.keep(rows.delegation(of: user, to: client, createdAt: old)),
                try await rows.keep(
                    rows.delegation(of: user, to: client, in: nil, code: nil, createdAt: old, expiresAt: end)),
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
            var redeemed = try await rows.redeem(4, of: user, to: client)
            try await store.commitRevocation(of: redeemed[2].id, at: rows.now)
            let last = rows.delegation(of: user, to: client, createdAt: rows.now + 4)
            redeemed.append(try await rows.redeem(last, keeping: 4))
            try await expect(rows.kept(of: redeemed), [redeemed[0], redeemed[1], redeemed[3], last].map(\.id))
            for most in [3, 1, 0] {
                try await expect(rows.redeem(slow.id, keeping: most), most == 3 ? .committed : .replayed)
            }
            try await expect(rows.kept(of: [slow] + redeemed), [slow, redeemed[3], last].map(\.id))
        },
        .ofPair("a replayed code makes no room") { store, rows, user, client in
            let redeemed = try await rows.redeem(3, of: user, to: client)
            try await expect(rows.redeem(redeemed[2].id, keeping: 1), .replayed)
            try await expect(rows.kept(of: redeemed), redeemed.map(\.id))
        },
        .ofPair("of many who redeem at once as many stay as there is room for") { store, rows, user, client in
            let delegations = (0..<40 as Range<Int64>).map {
                rows.delegation(of: user, to: client, createdAt: rows.now + $0)
            }
            for delegation in delegations { _ = try await rows.keep(delegation) }
            let outcomes = try await race(delegations.count) { number in
                try await rows.redeem(delegations[number].id, keeping: 7)
            }
            try expect(outcomes.allSatisfy { $0 == .committed })
            try await expect(rows.kept(of: delegations).count, 7)
        },
        .ofPair("of what one user delegated to all clients the oldest leave, first those of dynamic clients") {
            store, rows, user, own in
            let bob = try await rows.add(rows.user("bob"))
            let dynamicClients = try await [("reg-a", .registration), ("b", .document)].inTurn {
                try await rows.add(rows.client($0, origin: $1))
            }
            let bobs = try await rows.redeem(rows.delegation(of: bob, to: dynamicClients[0]))
            var redeemed: [DelegationRecord] = []
            for (second, client) in [own, dynamicClients[0], dynamicClients[1], own, dynamicClients[0]].enumerated() {
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
        .ofSession("what a device was given counts with the rest") { store, rows, user, client, session in
            let redeemed = try await rows.redeem(2, of: user, to: client)
            let device = try await rows.letIn(rows.device(of: client), in: session)
            let delegation = rows.delegation(from: device, of: user, to: client, in: session)
            let bounds = DelegationBounds(perClient: 2)
            try await expect(
                store.commitDelegation(delegation, redeeming: device.digest, at: rows.now, within: bounds), .committed)
            try await expect(rows.kept(of: redeemed + [delegation]), [redeemed[1], delegation].map(\.id))
        },
        .ofPair("of the codes of one user and client that nobody redeems the oldest leave, and nothing else") {
            store, rows, user, client in
            let (bob, other) = (rows.user("bob"), rows.client("other"))
            try await expect(store.commitNewUser(bob), .done)
            try await expect(store.commitNewClient(other))
            let bounds = DelegationBounds(perClient: 3)
            let bystanders = [
                try await rows.keep(rows.delegation(of: bob, to: client)),
                try await rows.keep(rows.delegation(of: user, to: other)),
                try await rows.redeem(rows.delegation(of: user, to: client)),
                try await rows.keep(
                    rows.delegation(of: user, to: client, in: nil, code: nil, expiresAt: rows.now + 60)),
            ]
            var waiting: [DelegationRecord] = []
            for second in 0..<6 as Range<Int64> {
                waiting.append(rows.delegation(of: user, to: client, createdAt: rows.now + second))
                try await expect(
                    store.commitDelegation(waiting[Int(second)], spending: nil, on: .none, within: bounds), .committed)
                try await expect(rows.kept(of: waiting), waiting.suffix(3).map(\.id))
            }
            // What was revoked makes room first, and what is redeemed waits no more.
            try await store.commitRevocation(of: waiting[4].id, at: rows.now)
            try await expect(rows.redeem(waiting[3].id), .committed)
            for _ in 0..<2 {
                waiting.append(rows.delegation(of: user, to: client, createdAt: rows.now + 9))
                try await expect(
                    store.commitDelegation(waiting[waiting.count - 1], spending: nil, on: .none, within: bounds),
                    .committed)
            }
            try await expect(rows.kept(of: waiting), [3, 5, 6, 7].map { waiting[$0].id })
            try await expect(rows.redeem(waiting[0].id), .refused)
            try await expect(rows.kept(of: bystanders), bystanders.map(\.id))
        },
        .ofPair("of one user's codes for all clients the oldest leave, first those of dynamic clients") {
            store, rows, user, own in
            let stranger = try await rows.add(rows.client("reg-a", origin: .registration))
            let bounds = DelegationBounds(overAll: 3)
            let waiting = try await [own, stranger, own, stranger, own, own].enumerated().inTurn { second, client in
                let next = rows.delegation(of: user, to: client, createdAt: rows.now + Int64(second))
                try await expect(store.commitDelegation(next, spending: nil, on: .none, within: bounds), .committed)
                return next
            }
            try await expect(rows.kept(of: waiting), [2, 4, 5].map { waiting[$0].id })
        },
        .ofSession("a code by an answer counts with the rest") { store, rows, user, client, session in
            var waiting = try await (0..<3).inTurn { _ in
                try await rows.keep(rows.delegation(of: user, to: client, in: session))
            }
            waiting.append(rows.delegation(of: user, to: client, in: session, createdAt: rows.now + 1))
            let answer = rows.answer(to: rows.digest(), in: session, authorizing: waiting.last)
            try await expect(
                store.commitAnswer(
                    answer, authorizing: waiting.last, on: .none, within: DelegationBounds(perClient: 3)),
                .committed)
            let kept = try await rows.kept(of: waiting)
            try expect(kept.count, 3)
            try expect(kept.last, waiting.last?.id)
        },
    ]
}

extension StorageFixture {
    /// Keeps so many delegations and redeems them, each a second younger than the one before.
    fileprivate func redeem(
        _ count: Int64, of user: UserRecord, to client: ClientRecord
    ) async throws -> [DelegationRecord] {
        try await (0..<count).inTurn { second in
            try await redeem(delegation(of: user, to: client, createdAt: now + second), keeping: Int(count))
        }
    }

    /// Which of `delegations` are there.
    func kept(of delegations: [DelegationRecord]) async throws -> [DelegationID] {
        try await delegations.inTurn { try await store.findDelegation($0.id)?.delegation.id }.compactMap(\.self)
    }
}
