import OAuthProtocol
import Storage

extension StorageConformance {
    private static let bounds = RowBounds(perNetwork: 3, overAll: 60)

    static let interactions: [Behaviour] = [
        Behaviour("a waiting request is found as it was committed, whether or not it has expired") { store, rows in
            for owner in [.user(UserID(from: rows.entropy)), .network([192, 0, 2, 1])] as [InteractionRecord.Owner] {
                let interaction = rows.interaction(of: owner, expiresAt: rows.now - 1)
                try await store.commitInteraction(interaction, within: bounds)
                try await expect(store.findInteraction(interaction.digest), interaction)
            }
            try await expect(store.findInteraction(rows.digest()), nil)
        },
        Behaviour("a waiting request may be empty or large") { store, rows in
            for request in [[], [UInt8](repeating: 0, count: 60_000)] {
                let interaction = InteractionRecord(
                    digest: rows.digest(), owner: .network([1]), request: request, expiresAt: rows.now)
                try await store.commitInteraction(interaction, within: bounds)
                try await expect(store.findInteraction(interaction.digest), interaction)
            }
        },
        Behaviour("a network that has more requests waiting than its share loses its oldest and nobody else's") {
            store, rows in
            let user = InteractionRecord.Owner.user(UserID(from: rows.entropy))
            let bystanders = [user, .network([192, 0, 2, 2])].map { rows.interaction(of: $0) }
            for bystander in bystanders { try await store.commitInteraction(bystander, within: bounds) }
            for owner in [InteractionRecord.Owner.network([192, 0, 2, 1]), .user(UserID(from: rows.entropy))] {
                let mine = (0..<5).map { rows.interaction(of: owner, expiresAt: rows.now + 600 + $0) }
                for interaction in mine { try await store.commitInteraction(interaction, within: bounds) }
                try await expect(store.kept(mine), Array(mine.suffix(3)))
            }
            try await expect(store.kept(bystanders), bystanders)
        },
        Behaviour("a provider's networks have sixteen shares together") { store, rows in
            let all = (0..<60 as Range<UInt8>).map { number in
                let network: [UInt8] = [0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff, 0, number]
                return rows.interaction(of: .network(network), expiresAt: rows.now + 600 + Int64(number))
            }
            let wide = RowBounds(perNetwork: 3, overAll: 1_000)
            for interaction in all { try await store.commitInteraction(interaction, within: wide) }
            try await expect(store.kept(all), Array(all.suffix(48)))
        },
        Behaviour("all anonymous requests together have a share, of which the oldest leave, and users are not touched")
        {
            store, rows in
            let mine = rows.interaction(of: .user(UserID(from: rows.entropy)), expiresAt: rows.now)
            try await store.commitInteraction(mine, within: bounds)
            let anonymous = (0..<70 as Range<UInt8>).map { number in
                rows.interaction(of: .network([198, 51, 100, number]), expiresAt: rows.now + Int64(number))
            }
            for interaction in anonymous { try await store.commitInteraction(interaction, within: bounds) }
            try await expect(store.kept(anonymous), Array(anonymous.suffix(60)))
            try await expect(store.kept([mine]), [mine])
        },
    ]

    static let answers: [Behaviour] = [
        .ofSession("of many answers to one request one counts, and what it authorized is kept and nothing else") {
            store, rows, user, client, session in
            let request = rows.digest()
            let delegations = (0..<100).map { _ in rows.delegation(of: user, to: client, in: session) }
            let outcomes = try await race { number in
                try await store.commitAnswer(
                    rows.answer(to: request, in: session, authorizing: delegations[number]),
                    authorizing: delegations[number])
            }
            try expect(outcomes.filter { $0 == .committed }.count, 1)
            let kept = try await rows.kept(of: delegations)
            try expect(kept.count, 1)
            let first = AnswerRecord(
                request: request, session: session.id, userID: user.id, delegation: kept.first,
                expiresAt: rows.now + 600)
            try expect(outcomes.filter { $0 == .answered(first) }.count, 99)
        },
        .ofSession("a refusal is an answer too, and no later one counts") { store, rows, user, client, session in
            let request = rows.digest()
            let refusal = rows.answer(to: request, in: session, authorizing: nil)
            try await expect(store.commitAnswer(refusal, authorizing: nil), .committed)
            let delegation = rows.delegation(of: user, to: client, in: session)
            let consent = rows.consent(of: user, to: client)
            let outcome = try await store.commitAnswer(
                rows.answer(to: request, in: session, authorizing: delegation), authorizing: delegation,
                on: .given(consent))
            try expect(outcome, .answered(refusal))
            try await expect(store.findDelegation(delegation.id) == nil)
            try await expect(store.findConsent(of: user.id, to: client.id), nil)
        },
        .ofPair("an answer is remembered with what was allowed, or not at all") { store, rows, user, client in
            let session = try await rows.begin(rows.session(of: user))
            let request = rows.digest()
            let nobody = rows.delegation(of: rows.user("bob"), to: client, in: session)
            let consent = rows.consent(of: user, to: client)
            let refused = try await store.commitAnswer(
                rows.answer(to: request, in: session, authorizing: nobody), authorizing: nobody,
                on: .given(consent))
            try expect(refused, .refused)
            try await expect(store.findConsent(of: user.id, to: client.id), nil)
            let delegation = rows.delegation(of: user, to: client, in: session)
            let committed = try await store.commitAnswer(
                rows.answer(to: request, in: session, authorizing: delegation), authorizing: delegation,
                on: .given(consent))
            try expect(committed, .committed)
            try await expect(store.findConsent(of: user.id, to: client.id), consent)
        },
        .ofSession("of the answers of one user the oldest leave, whatever they said, and nothing of others") {
            store, rows, user, client, session in
            let bob = try await rows.begin(rows.session(of: rows.add(rows.user("bob"))))
            let bystander = rows.answer(to: rows.digest(), in: bob, authorizing: nil, expiresAt: rows.now)
            try await expect(store.commitAnswer(bystander, authorizing: nil), .committed)
            // Of two sessions, since a user may have many.
            let other = try await rows.begin(rows.session(of: user))
            let answers = (0...AnswerRecord.most).map { number in
                rows.answer(
                    to: rows.digest(), in: number.isMultiple(of: 2) ? session : other, authorizing: nil,
                    expiresAt: rows.now + 600 + Int64(number))
            }
            for answer in answers {
                try await expect(store.commitAnswer(answer, authorizing: nil), .committed)
            }
            for answer in answers.dropFirst() + [bystander] {
                try await expect(
                    store.commitAnswer(answer, authorizing: nil), .answered(answer))
            }
            try await expect(store.commitAnswer(answers[0], authorizing: nil), .committed)
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
        to request: TokenDigest, in session: SessionRecord, authorizing delegation: DelegationRecord?,
        expiresAt: Timestamp? = nil
    ) -> AnswerRecord {
        AnswerRecord(
            request: request, session: session.id, userID: session.userID, delegation: delegation?.id,
            expiresAt: expiresAt ?? now + 600)
    }
}

extension Store {
    /// Those of `interactions` that are still there, in their order.
    fileprivate func kept(_ interactions: [InteractionRecord]) async throws -> [InteractionRecord] {
        try await interactions.inTurn { try await findInteraction($0.digest) }.compactMap(\.self)
    }
}
