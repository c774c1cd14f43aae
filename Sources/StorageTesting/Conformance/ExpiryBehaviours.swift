import OAuthProtocol
import Storage

extension StorageConformance {
    /// What is counted, so that whoever holds something that was read knows that it may have changed.
    static let changes: [Behaviour] = [
        .ofSession("every change is counted before it is answered, and reading is none") {
            store, rows, user, client, session in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client, in: session))
            let changes: [@Sendable () async throws -> Void] = [
                { _ = try await rows.rotate(delegation.id, from: 0) },
                { try await store.commitRevocation(of: delegation.id, at: rows.now) },
                { try await store.commitRevocation(ofTokenID: "token", until: rows.now + 60) },
                { _ = try await store.end(session, of: user, at: rows.now) },
                { _ = try await store.commitPassword("$argon2id$new", of: user.id, at: rows.now) },
                { _ = try await store.commitDisabled(true, of: user.id, at: rows.now) },
                { _ = try await store.commitRemovalOfUser(user.id, at: rows.now) },
                { _ = try await store.commitRemovalOfClient(client.id) },
            ]
            for change in changes {
                _ = try await store.findDelegation(delegation.id)
                let before = store.changes
                _ = try await store.findUser(user.id)
                try expect(store.changes, before)
                try await change()
                try expect(store.changes > before)
            }
        }
    ]

    static let expiry: [Behaviour] = [
        .ofPair("what has expired leaves, and what has not stays, of every kind") { store, rows, user, client in
            let old = try await rows.keepOne(of: user, to: client, until: rows.now)
            let young = try await rows.keepOne(of: user, to: client, until: rows.now + 1)
            try await store.commitConsent(rows.consent(of: user, to: client))
            var retired = rows.key("a", .retired, age: 99)
            retired.retiresAt = rows.now - 1
            try await expect(store.commitSigningKeys([retired], replacing: []))

            try await expect(store.commitRemovalOfExpired(at: rows.now, limit: 100), 7)

            try await expect(rows.areKept(old), [false, false, false, false, false, false])
            try await expect(rows.areKept(young), [true, true, true, true, true, true])
            // Rotation decides when a key leaves, and nobody but its user when a consent does.
            try await expect(store.findSigningKeys(), [retired])
            try await expect(store.findConsents(of: user.id).count, 1)
            try await expect(store.findUser(user.id), user)
            try await expect(store.findClient(client.id), client)
            try await expect(store.commitRemovalOfExpired(at: rows.now, limit: 100), 0)
        },
        .ofPair("expired rows leave in small batches until none is left") { store, rows, user, client in
            let delegations = try await (0..<7 as Range<Int64>).inTurn { age in
                try await rows.keep(rows.delegation(of: user, to: client, expiresAt: rows.now - age))
            }
            for removed in [3, 3, 1] {
                try await expect(store.commitRemovalOfExpired(at: rows.now, limit: 3), removed)
            }
            try await expect(rows.kept(of: delegations), [])
        },
        .ofPair("a redeemed delegation stays until its new end") { store, rows, user, client in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client, expiresAt: rows.now + 60))
            try await expect(store.commitRemovalOfExpired(at: rows.now + 60, limit: 100), 0)
            try await expect(store.findDelegation(delegation.id) != nil)
            try await expect(store.commitRemovalOfExpired(at: rows.now + 7_776_000, limit: 100), 1)
        },
        .ofPair("a session that expires leaves its delegations alive") { store, rows, user, client in
            let session = try await rows.begin(rows.session(of: user, expiresAt: rows.now))
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client, in: session))
            try await expect(store.commitRemovalOfExpired(at: rows.now, limit: 100), 1)
            try await expect(store.findDelegation(delegation.id)?.session, nil)
            try await expect(store.revocation(of: delegation), nil)
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
        of user: UserRecord, to client: ClientRecord, until end: Timestamp
    ) async throws -> ExpiringRows {
        let session = try await begin(session(of: user, expiresAt: end))
        let assertion = SpentAssertion(digest: digest(), expiresAt: end)
        let delegation = delegation(of: user, to: client, in: session, expiresAt: end)
        try await expect(store.commitDelegation(delegation, spending: assertion), .committed)
        let interaction = interaction(expiresAt: end)
        try await store.commitInteraction(interaction, within: RowBounds(perNetwork: 9, overAll: 9))
        let tokenID = delegation.id.description
        try await store.commitRevocation(ofTokenID: tokenID, until: end)
        let attempt = attempt(limit: 9, window: end.seconds(since: now - 9))
        try await expect(store.commitAttempt([attempt], at: now - 9), .counted)
        let notice = try await noteLogout(of: user, at: end - LogoutNoticeRecord.lifetime)
        return ExpiringRows(
            delegation: delegation.id, session: session.digest, interaction: interaction.digest, tokenID: tokenID,
            assertion: assertion, notice: notice)
    }

    /// Which of the rows are still there.
    func areKept(_ rows: ExpiringRows) async throws -> [Bool] {
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
