import OAuthProtocol
import Storage

extension StorageConformance {
    static let expiry = [
        Behaviour("what has expired leaves, and what has not stays, of every kind") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let old = try await fixture.keepOne(of: user, to: client, until: fixture.now, in: store)
            let young = try await fixture.keepOne(of: user, to: client, until: fixture.now + 1, in: store)
            try await store.commitConsent(fixture.consent(of: user, to: client))
            var retired = fixture.key("a", .retired, age: 99)
            retired.retiresAt = fixture.now - 1
            try expect(try await store.commitSigningKeys([retired], replacing: []))

            try expect(try await store.commitRemovalOfExpired(at: fixture.now, limit: 100), 7)

            try expect(try await fixture.areKept(old, in: store), [false, false, false, false, false, false])
            try expect(try await fixture.areKept(young, in: store), [true, true, true, true, true, true])
            // Rotation decides when a key leaves, and nobody but its user when a consent does.
            try expect(try await store.findSigningKeys(), [retired])
            try expect(try await store.findConsents(of: user.id).count, 1)
            try expect(try await store.findUser(user.id), user)
            try expect(try await store.findClient(client.id), client)
            try expect(try await store.commitRemovalOfExpired(at: fixture.now, limit: 100), 0)
        },
        Behaviour("expired rows leave in small batches until none is left") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            var delegations: [DelegationRecord] = []
            for age in 0..<7 as Range<Int64> {
                let delegation = fixture.delegation(of: user, to: client, expiresAt: fixture.now - age)
                delegations.append(try await fixture.keep(delegation, in: store))
            }
            var removed: [Int] = []
            repeat {
                removed.append(try await store.commitRemovalOfExpired(at: fixture.now, limit: 3))
            } while (removed.last ?? 0) >= 3
            try expect(removed, [3, 3, 1])
            for delegation in delegations {
                try expect(try await store.findDelegation(delegation.id), nil)
            }
        },
        Behaviour("a redeemed delegation stays until its new end") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegation = try await fixture.redeem(
                fixture.delegation(of: user, to: client, expiresAt: fixture.now + 60), in: store)
            try expect(try await store.commitRemovalOfExpired(at: fixture.now + 60, limit: 100), 0)
            try expect(try await store.findDelegation(delegation.id) != nil)
            try expect(try await store.commitRemovalOfExpired(at: fixture.now + 7_776_000, limit: 100), 1)
        },
        Behaviour("a session that expires leaves its delegations alive") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user, expiresAt: fixture.now), in: store)
            let delegation = try await fixture.redeem(fixture.delegation(of: user, to: client, in: session), in: store)
            try expect(try await store.commitRemovalOfExpired(at: fixture.now, limit: 100), 1)
            try expect(try await store.findDelegation(delegation.id)?.session, nil)
            try expect(try await store.revocation(of: delegation), nil)
        },
    ]
}

/// The keys of one row of each kind that expires.
struct ExpiringRows {
    let delegation: DelegationID
    let session: TokenDigest
    let interaction: TokenDigest
    let tokenID: String
    let assertion: SpentAssertion
    let notice: LogoutNoticeRecord
}

extension StorageFixture {
    /// Keeps one row of each kind that expires.
    func keepOne(
        of user: UserRecord, to client: ClientRecord, until end: Timestamp, in store: any Store
    ) async throws -> ExpiringRows {
        let session = try await begin(session(of: user, expiresAt: end), in: store)
        let assertion = SpentAssertion(digest: digest(), expiresAt: end)
        let delegation = delegation(of: user, to: client, in: session, expiresAt: end)
        try expect(try await store.commitDelegation(delegation, spending: assertion), .committed)
        let interaction = interaction(expiresAt: end)
        try await store.commitInteraction(interaction, within: RowBounds(perNetwork: 9, overAll: 9))
        let tokenID = delegation.id.description
        try await store.commitRevocation(ofTokenID: tokenID, until: end)
        let attempt = attempt(limit: 9, window: end.seconds(since: now - 9))
        try expect(try await store.commitAttempt([attempt], at: now - 9), .counted)
        let notice = try await noteLogout(of: user, at: end - LogoutNoticeRecord.lifetime, in: store)
        return ExpiringRows(
            delegation: delegation.id, session: session.digest, interaction: interaction.digest, tokenID: tokenID,
            assertion: assertion, notice: notice)
    }

    /// Which of the rows are still there.
    func areKept(_ rows: ExpiringRows, in store: any Store) async throws -> [Bool] {
        // The user of this one is unknown, so that it is refused where the assertion was forgotten.
        let probe = delegation(of: user("nobody"), to: client("nowhere"))
        return [
            try await store.findDelegation(rows.delegation) != nil,
            try await store.findSession(rows.session) != nil,
            try await store.findInteraction(rows.interaction) != nil,
            try await store.findRevocation(ofTokenID: rows.tokenID),
            try await store.commitDelegation(probe, spending: rows.assertion) == .replayed,
            try await store.findDueLogoutNotices(sparing: [], limit: 10, at: now).contains(rows.notice),
        ]
    }
}
