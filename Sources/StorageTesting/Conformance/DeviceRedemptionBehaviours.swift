import OAuthProtocol
import Storage

extension StorageConformance {
    static let deviceRedemptions = [
        Behaviour("a device that was let in is redeemed: the delegation is kept as it is, without redirect URI") {
            store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            var device = try await fixture.letIn(fixture.device(of: client), in: session, of: store)
            let delegation = fixture.delegation(from: device, of: user, to: client, in: session)
            try expect(try await store.redeem(device, for: delegation, at: fixture.now), .committed)
            try expect(
                try await store.findDelegation(delegation.id),
                DelegationStanding(delegation: delegation, user: user, session: session))
            device.delegation = delegation.id
            try expect(try await store.findDeviceAuthorization(device.digest)?.authorization, device)
        },
        Behaviour("a device code that comes again revokes what it gave, and keeps nothing new") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let device = try await fixture.letIn(fixture.device(of: client), in: session, of: store)
            let first = fixture.delegation(from: device, of: user, to: client, in: session)
            let second = fixture.delegation(from: device, of: user, to: client, in: session)
            try expect(try await store.redeem(device, for: first, at: fixture.now), .committed)
            try expect(try await store.redeem(device, for: second, at: fixture.now + 5), .replayed)
            try expect(try await store.redeem(device, for: second, at: fixture.now + 6), .replayed)
            try expect(try await store.revocation(of: first), fixture.now + 5)
            try expect(try await store.findDelegation(second.id), nil)
        },
        Behaviour("of many who redeem one device code exactly one does, and what it got is revoked") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let device = try await fixture.letIn(fixture.device(of: client), in: session, of: store)
            let outcomes = try await race { _ in
                let delegation = fixture.delegation(from: device, of: user, to: client, in: session)
                return (delegation, try await store.redeem(device, for: delegation, at: fixture.now))
            }
            let winners = outcomes.filter { $0.1 == .committed }
            try expect(winners.count, 1)
            try expect(outcomes.filter { $0.1 == .replayed }.count, 99)
            for (delegation, outcome) in outcomes {
                try expect(try await store.findDelegation(delegation.id) != nil, outcome == .committed)
            }
            try expect(try await store.revocation(of: winners[0].0), fixture.now)
        },
        Behaviour("nothing is redeemed that waits, was denied, has expired or is unknown") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let waiting = try await fixture.keep(fixture.device(of: client), in: store)
            let denied = try await fixture.keep(fixture.device(of: client), in: store)
            try expect(try await store.commitDenial(ofUserCode: denied.userCode, at: fixture.now))
            let allowed = try await fixture.letIn(fixture.device(of: client), in: session, of: store)
            for (device, now) in [
                (waiting, fixture.now), (denied, fixture.now), (allowed, allowed.codesExpireAt),
                (fixture.device(of: client), fixture.now),
            ] {
                let delegation = fixture.delegation(from: device, of: user, to: client, in: session)
                try expect(try await store.redeem(device, for: delegation, at: now), .refused)
                try expect(try await store.findDelegation(delegation.id), nil)
            }
            let delegation = fixture.delegation(from: allowed, of: user, to: client, in: session)
            try expect(try await store.redeem(allowed, for: delegation, at: allowed.codesExpireAt - 1), .committed)
        },
        Behaviour("a device code is its client's and its approver's, and a stranger's try changes nothing") {
            store, fixture in
            let (user, client) = try await fixture.populate(store)
            let (thief, eve) = (fixture.client("thief"), fixture.user("eve"))
            try expect(try await store.commitNewClient(thief))
            try expect(try await store.commitNewUser(eve), .done)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let eves = try await fixture.begin(fixture.session(of: eve), in: store)
            let device = try await fixture.letIn(fixture.device(of: client), in: session, of: store)
            for delegation in [
                fixture.delegation(from: device, of: user, to: thief, in: session),
                fixture.delegation(from: device, of: user, to: fixture.client(), in: session),
                fixture.delegation(from: device, of: eve, to: client, in: eves),
                fixture.delegation(from: device, of: eve, to: client, in: session),
                fixture.delegation(from: device, of: user, to: client, in: eves),
                fixture.delegation(from: device, of: user, to: client, in: nil),
            ] {
                try expect(try await store.redeem(device, for: delegation, at: fixture.now), .refused)
                try expect(try await store.findDelegation(delegation.id), nil)
            }
            let good = fixture.delegation(from: device, of: user, to: client, in: session)
            try expect(try await store.redeem(device, for: good, at: fixture.now), .committed)
            let theft = fixture.delegation(from: device, of: user, to: thief, in: session)
            try expect(try await store.redeem(device, for: theft, at: fixture.now), .refused)
            try expect(try await store.revocation(of: good), nil)
        },
        Behaviour("an approval does not outlive its session, its user or the client") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let first = try await fixture.letIn(fixture.device(of: client), in: session, of: store)
            try expect(try await store.end(session, of: user, at: fixture.now))
            let again = try await fixture.begin(fixture.session(of: user), in: store)
            let second = try await fixture.letIn(fixture.device(of: client), in: again, of: store)
            try expect(try await store.commitDisabled(true, of: user.id, at: fixture.now), .done)
            for (device, session) in [(first, session), (second, again)] {
                let delegation = fixture.delegation(from: device, of: user, to: client, in: session)
                try expect(try await store.redeem(device, for: delegation, at: fixture.now), .refused)
            }
            try expect(try await store.commitDisabled(false, of: user.id, at: fixture.now), .done)
            let last = try await fixture.begin(fixture.session(of: user), in: store)
            let third = try await fixture.letIn(fixture.device(of: client), in: last, of: store)
            try expect(try await store.commitRemovalOfClient(client.id))
            let delegation = fixture.delegation(from: third, of: user, to: client, in: last)
            try expect(try await store.redeem(third, for: delegation, at: fixture.now), .refused)
            try expect(try await store.findDelegation(delegation.id), nil)
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
