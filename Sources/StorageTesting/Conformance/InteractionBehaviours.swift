import OAuthProtocol
import Storage

extension StorageConformance {
    private static let bounds = RowBounds(perNetwork: 3, overAll: 60)

    static let interactions = [
        Behaviour("a waiting request is found as it was committed, whether or not it has expired") { store, fixture in
            for owner in [.user(UserID(from: fixture.entropy)), .network([192, 0, 2, 1])] as [InteractionRecord.Owner] {
                let interaction = fixture.interaction(of: owner, expiresAt: fixture.now - 1)
                try await store.commitInteraction(interaction, within: bounds)
                try expect(try await store.findInteraction(interaction.digest), interaction)
            }
            try expect(try await store.findInteraction(fixture.digest()), nil)
        },
        Behaviour("a waiting request may be empty or large") { store, fixture in
            for request in [[], [UInt8](repeating: 0, count: 60_000)] {
                let interaction = InteractionRecord(
                    digest: fixture.digest(), owner: .network([1]), request: request, expiresAt: fixture.now)
                try await store.commitInteraction(interaction, within: bounds)
                try expect(try await store.findInteraction(interaction.digest), interaction)
            }
        },
        Behaviour("a network that has more requests waiting than its share loses its oldest and nobody else's") {
            store, fixture in
            let user = InteractionRecord.Owner.user(UserID(from: fixture.entropy))
            var bystanders: [InteractionRecord] = []
            for owner in [user, .network([192, 0, 2, 2])] { bystanders.append(fixture.interaction(of: owner)) }
            for bystander in bystanders { try await store.commitInteraction(bystander, within: bounds) }
            for owner in [InteractionRecord.Owner.network([192, 0, 2, 1]), .user(UserID(from: fixture.entropy))] {
                var mine: [InteractionRecord] = []
                for age in 0..<5 as Range<Int64> {
                    mine.append(fixture.interaction(of: owner, expiresAt: fixture.now + 600 + age))
                    try await store.commitInteraction(mine[mine.count - 1], within: bounds)
                }
                try expect(try await store.kept(mine), Array(mine.suffix(3)))
            }
            try expect(try await store.kept(bystanders), bystanders)
        },
        Behaviour("a provider's networks have sixteen shares together") { store, fixture in
            var all: [InteractionRecord] = []
            for number in 0..<60 as Range<UInt8> {
                let network: [UInt8] = [0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff, 0, number]
                all.append(
                    fixture.interaction(of: .network(network), expiresAt: fixture.now + 600 + Int64(number)))
                let wide = RowBounds(perNetwork: 3, overAll: 1_000)
                try await store.commitInteraction(all[all.count - 1], within: wide)
            }
            try expect(try await store.kept(all), Array(all.suffix(48)))
        },
        Behaviour("all strangers together have a share, of which the oldest leave, and users are not touched") {
            store, fixture in
            let mine = fixture.interaction(of: .user(UserID(from: fixture.entropy)), expiresAt: fixture.now)
            try await store.commitInteraction(mine, within: bounds)
            var strangers: [InteractionRecord] = []
            for number in 0..<70 as Range<UInt8> {
                let owner = InteractionRecord.Owner.network([198, 51, 100, number])
                strangers.append(fixture.interaction(of: owner, expiresAt: fixture.now + Int64(number)))
                try await store.commitInteraction(strangers[strangers.count - 1], within: bounds)
            }
            try expect(try await store.kept(strangers), Array(strangers.suffix(60)))
            try expect(try await store.kept([mine]), [mine])
        },
    ]

    static let answers = [
        Behaviour("of many answers to one request one counts, and what it authorized is kept and nothing else") {
            store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let request = fixture.digest()
            let delegations = (0..<100).map { _ in fixture.delegation(of: user, to: client, in: session) }
            let outcomes = try await race { number in
                try await store.commitAnswer(
                    fixture.answer(to: request, in: session, authorizing: delegations[number]),
                    authorizing: delegations[number], remembering: nil)
            }
            try expect(outcomes.filter { $0 == .committed }.count, 1)
            var kept: [DelegationID] = []
            for delegation in delegations where try await store.findDelegation(delegation.id) != nil {
                kept.append(delegation.id)
            }
            try expect(kept.count, 1)
            let first = AnswerRecord(
                request: request, session: session.id, delegation: kept.first, expiresAt: fixture.now + 600)
            try expect(outcomes.filter { $0 == .answered(first) }.count, 99)
        },
        Behaviour("a refusal is an answer too, and no later one counts") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let request = fixture.digest()
            let refusal = fixture.answer(to: request, in: session, authorizing: nil)
            try expect(try await store.commitAnswer(refusal, authorizing: nil, remembering: nil), .committed)
            let delegation = fixture.delegation(of: user, to: client, in: session)
            let consent = fixture.consent(of: user, to: client)
            let outcome = try await store.commitAnswer(
                fixture.answer(to: request, in: session, authorizing: delegation), authorizing: delegation,
                remembering: consent)
            try expect(outcome, .answered(refusal))
            try expect(try await store.findDelegation(delegation.id) == nil)
            try expect(try await store.findConsent(of: user.id, to: client.id), nil)
        },
        Behaviour("an answer is remembered with what was allowed, or not at all") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let request = fixture.digest()
            let nobody = fixture.delegation(of: fixture.user("bob"), to: client, in: session)
            let consent = fixture.consent(of: user, to: client)
            let refused = try await store.commitAnswer(
                fixture.answer(to: request, in: session, authorizing: nobody), authorizing: nobody,
                remembering: consent)
            try expect(refused, .refused)
            try expect(try await store.findConsent(of: user.id, to: client.id), nil)
            let delegation = fixture.delegation(of: user, to: client, in: session)
            let committed = try await store.commitAnswer(
                fixture.answer(to: request, in: session, authorizing: delegation), authorizing: delegation,
                remembering: consent)
            try expect(committed, .committed)
            try expect(try await store.findConsent(of: user.id, to: client.id), consent)
        },
    ]
}

extension StorageFixture {
    func interaction(
        of owner: InteractionRecord.Owner = .network([192, 0, 2, 1]), expiresAt: Timestamp? = nil
    ) -> InteractionRecord {
        InteractionRecord(
            digest: digest(), owner: owner, request: Array(#"{"client_id":"shop"}"#.utf8),
            expiresAt: expiresAt ?? now + 600)
    }

    func answer(
        to request: TokenDigest, in session: SessionRecord, authorizing delegation: DelegationRecord?
    ) -> AnswerRecord {
        AnswerRecord(
            request: request, session: session.id, delegation: delegation?.id, expiresAt: now + 600)
    }
}

extension Store {
    /// Those of `interactions` that are still there, in their order.
    fileprivate func kept(_ interactions: [InteractionRecord]) async throws -> [InteractionRecord] {
        var kept: [InteractionRecord] = []
        for interaction in interactions where try await findInteraction(interaction.digest) != nil {
            kept.append(interaction)
        }
        return kept
    }
}
