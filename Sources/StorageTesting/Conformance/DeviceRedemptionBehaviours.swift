import OAuthProtocol
import Storage

extension StorageConformance {
    static let deviceRedemptions: [Behaviour] = [
        .ofSession("a device that was let in is redeemed: the delegation is kept as it is, without redirect URI") {
            store, rows, user, client, session in
            var device = try await rows.letIn(rows.device(of: client), in: session)
            let delegation = rows.delegation(from: device, of: user, to: client, in: session)
            try await expect(store.redeem(device, for: delegation, at: rows.now), .committed)
            try await expect(
                store.findDelegation(delegation.id),
                DelegationStanding(delegation: delegation, user: user, session: session))
            device.delegation = delegation.id
            try await expect(store.findDeviceAuthorization(device.digest)?.authorization, device)
        },
        .ofSession("a device code that comes again revokes what it gave, and keeps nothing new") {
            store, rows, user, client, session in
            let device = try await rows.letIn(rows.device(of: client), in: session)
            let first = rows.delegation(from: device, of: user, to: client, in: session)
            let second = rows.delegation(from: device, of: user, to: client, in: session)
            try await expect(store.redeem(device, for: first, at: rows.now), .committed)
            try await expect(store.redeem(device, for: second, at: rows.now + 5), .replayed)
            try await expect(store.redeem(device, for: second, at: rows.now + 6), .replayed)
            try await expect(store.revocation(of: first), rows.now + 5)
            try await expect(store.findDelegation(second.id), nil)
        },
        .ofSession("of many who redeem one device code exactly one does, and what it got is revoked") {
            store, rows, user, client, session in
            let device = try await rows.letIn(rows.device(of: client), in: session)
            let outcomes = try await race { _ in
                let delegation = rows.delegation(from: device, of: user, to: client, in: session)
                return (delegation, try await store.redeem(device, for: delegation, at: rows.now))
            }
            let winners = outcomes.filter { $0.1 == .committed }
            try expect(winners.count, 1)
            try expect(outcomes.filter { $0.1 == .replayed }.count, 99)
            for (delegation, outcome) in outcomes {
                try await expect(store.findDelegation(delegation.id) != nil, outcome == .committed)
            }
            try await expect(store.revocation(of: winners[0].0), rows.now)
        },
        .ofPair("nothing is redeemed that waits, was denied, has expired or is unknown") { store, rows, user, client in
            let session = try await rows.begin(rows.session(of: user))
            let waiting = try await rows.keep(rows.device(of: client))
            let denied = try await rows.keep(rows.device(of: client))
            try await expect(store.commitDenial(ofUserCode: denied.userCode, at: rows.now))
            let allowed = try await rows.letIn(rows.device(of: client), in: session)
            for (device, now) in [
                (waiting, rows.now), (denied, rows.now), (allowed, allowed.codesExpireAt),
                (rows.device(of: client), rows.now),
            ] {
                let delegation = rows.delegation(from: device, of: user, to: client, in: session)
                try await expect(store.redeem(device, for: delegation, at: now), .refused)
                try await expect(store.findDelegation(delegation.id), nil)
            }
            let delegation = rows.delegation(from: allowed, of: user, to: client, in: session)
            try await expect(store.redeem(allowed, for: delegation, at: allowed.codesExpireAt - 1), .committed)
        },
        .ofPair("a device code is its client's and its approver's, and a stranger's try changes nothing") {
            store, rows, user, client in
            let (thief, eve) = (rows.client("thief"), rows.user("eve"))
            try await expect(store.commitNewClient(thief))
            try await expect(store.commitNewUser(eve), .done)
            let session = try await rows.begin(rows.session(of: user))
            let eves = try await rows.begin(rows.session(of: eve))
            let device = try await rows.letIn(rows.device(of: client), in: session)
            for delegation in [
                rows.delegation(from: device, of: user, to: thief, in: session),
                rows.delegation(from: device, of: user, to: rows.client(), in: session),
                rows.delegation(from: device, of: eve, to: client, in: eves),
                rows.delegation(from: device, of: eve, to: client, in: session),
                rows.delegation(from: device, of: user, to: client, in: eves),
                rows.delegation(from: device, of: user, to: client, in: nil),
            ] {
                try await expect(store.redeem(device, for: delegation, at: rows.now), .refused)
                try await expect(store.findDelegation(delegation.id), nil)
            }
            let good = rows.delegation(from: device, of: user, to: client, in: session)
            try await expect(store.redeem(device, for: good, at: rows.now), .committed)
            let theft = rows.delegation(from: device, of: user, to: thief, in: session)
            try await expect(store.redeem(device, for: theft, at: rows.now), .refused)
            try await expect(store.revocation(of: good), nil)
        },
        .ofPair("an approval does not outlive its session, its user or the client") { store, rows, user, client in
            let session = try await rows.begin(rows.session(of: user))
            let first = try await rows.letIn(rows.device(of: client), in: session)
            try await expect(store.end(session, of: user, at: rows.now))
            let again = try await rows.begin(rows.session(of: user))
            let second = try await rows.letIn(rows.device(of: client), in: again)
            try await expect(store.commitDisabled(true, of: user.id, at: rows.now), .done)
            for (device, session) in [(first, session), (second, again)] {
                let delegation = rows.delegation(from: device, of: user, to: client, in: session)
                try await expect(store.redeem(device, for: delegation, at: rows.now), .refused)
            }
            try await expect(store.commitDisabled(false, of: user.id, at: rows.now), .done)
            let last = try await rows.begin(rows.session(of: user))
            let third = try await rows.letIn(rows.device(of: client), in: last)
            try await expect(store.commitRemovalOfClient(client.id))
            let delegation = rows.delegation(from: third, of: user, to: client, in: last)
            try await expect(store.redeem(third, for: delegation, at: rows.now), .refused)
            try await expect(store.findDelegation(delegation.id), nil)
        },
    ]
}

extension StorageFixture {
    /// What comes of a device that was let in.
    func delegation(
        from device: DeviceAuthorizationRecord, of user: UserRecord, to client: ClientRecord,
        in session: SessionRecord?
    ) -> DelegationRecord {
        let code = CodeRecord(
            digest: device.digest, redirectURI: nil, redirectURIWasSent: false, challenge: nil, nonce: nil,
            scopeIsAsAsked: true, expiresAt: device.codesExpireAt)
        var delegation = delegation(
            of: user, to: client, in: session, code: code, refresh: refresh(0), expiresAt: now + 7_776_000)
        delegation.redeemedAt = now
        return delegation
    }
}

extension Store {
    func redeem(
        _ device: DeviceAuthorizationRecord, for delegation: DelegationRecord, at now: Timestamp
    ) async throws(StorageError) -> DelegationOutcome {
        try await commitDelegation(delegation, redeeming: device.digest, at: now)
    }
}
