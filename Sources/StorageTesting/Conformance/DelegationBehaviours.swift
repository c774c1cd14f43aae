import OAuthProtocol
import Storage

extension StorageConformance {
    static let delegations = [
        Behaviour("a delegation is found with all that was committed, its user and its session") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let delegation = try await fixture.keep(fixture.delegation(of: user, to: client, in: session), in: store)
            let standing = try await store.findDelegation(delegation.id)
            try expect(standing, DelegationStanding(delegation: delegation, user: user, session: session))
            try expect(standing?.activeUser(at: fixture.now), user)
            try expect(try await store.findDelegation(DelegationID(at: fixture.now, from: fixture.entropy)), nil)
        },
        Behaviour("a delegation without code and session is found as it was committed") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let resources = ["https://a.example/", "urn:example:b"].compactMap { ResourceIndicator($0) }
            let delegation = try await fixture.keep(
                fixture.delegation(
                    of: user, to: client, in: nil, code: nil, resources: resources, refresh: fixture.refresh(7),
                    expiresAt: fixture.now + 60), in: store)
            try expect(
                try await store.findDelegation(delegation.id),
                DelegationStanding(delegation: delegation, user: user, session: nil))
        },
        Behaviour("a code without challenge and nonce is found as it was committed") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            guard let redirectURI = client.metadata.redirectURIs.first else { return }
            let code = CodeRecord(
                digest: fixture.digest(), redirectURI: redirectURI, redirectURIWasSent: false, challenge: nil,
                nonce: nil, scopeIsAsAsked: false, expiresAt: fixture.now)
            let delegation = try await fixture.keep(
                fixture.delegation(of: user, to: client, in: nil, code: code, expiresAt: fixture.now + 60), in: store)
            try expect(try await store.findDelegation(delegation.id)?.delegation, delegation)
        },
        Behaviour("nothing is delegated by a user who is gone or disabled") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            try expect(try await store.commitDisabled(true, of: user.id, at: fixture.now), .done)
            for nobody in [user, fixture.user("bob")] {
                let delegation = fixture.delegation(of: nobody, to: client)
                try expect(try await store.commitDelegation(delegation, spending: nil), .refused)
                try expect(try await store.findDelegation(delegation.id), nil)
            }
        },
        Behaviour("nothing is delegated to a client that is gone, even if its name came back") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            try expect(try await store.commitRemovalOfClient(client.id))
            let first = fixture.delegation(of: user, to: client)
            try expect(try await store.commitDelegation(first, spending: nil), .refused)
            let successor = fixture.client()
            try expect(try await store.commitNewClient(successor))
            let second = fixture.delegation(of: user, to: client)
            try expect(try await store.commitDelegation(second, spending: nil), .refused)
            try expect(try await store.findDelegation(second.id), nil)
            _ = try await fixture.keep(fixture.delegation(of: user, to: successor), in: store)
        },
        Behaviour("an assertion is spent once, and its second delegation is not kept") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let assertion = SpentAssertion(digest: fixture.digest(), expiresAt: fixture.now + 60)
            let first = fixture.delegation(of: user, to: client)
            let second = fixture.delegation(of: user, to: client)
            try expect(try await store.commitDelegation(first, spending: assertion), .committed)
            try expect(try await store.commitDelegation(second, spending: assertion), .replayed)
            try expect(try await store.findDelegation(second.id), nil)
            try expect(try await store.revocation(of: first), nil)
        },
        Behaviour("a refused delegation does not spend its assertion") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let assertion = SpentAssertion(digest: fixture.digest(), expiresAt: fixture.now + 60)
            let refused = fixture.delegation(of: fixture.user("bob"), to: client)
            try expect(try await store.commitDelegation(refused, spending: assertion), .refused)
            let good = fixture.delegation(of: user, to: client)
            try expect(try await store.commitDelegation(good, spending: assertion), .committed)
        },
        Behaviour("of many who spend one assertion exactly one does") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let assertion = SpentAssertion(digest: fixture.digest(), expiresAt: fixture.now + 60)
            let outcomes = try await race { _ in
                try await store.commitDelegation(fixture.delegation(of: user, to: client), spending: assertion)
            }
            try expect(outcomes.filter { $0 == .committed }.count, 1)
            try expect(outcomes.filter { $0 == .replayed }.count, 99)
        },
    ]

    static let redemptions = [
        Behaviour("a code is redeemed: the moment, the refresh state and the end are set") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            for refresh in [fixture.refresh(0), nil] {
                var expected = try await fixture.keep(fixture.delegation(of: user, to: client), in: store)
                let outcome = try await store.commitRedemption(
                    of: expected.id, refresh: refresh, expiresAt: fixture.now + 999, at: fixture.now + 3)
                try expect(outcome, .committed)
                expected.redeemedAt = fixture.now + 3
                expected.refresh = refresh
                expected.expiresAt = fixture.now + 999
                expected.code?.nonce = nil
                try expect(try await store.findDelegation(expected.id)?.delegation, expected)
            }
        },
        Behaviour("a code redeemed twice revokes the family and changes nothing else") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegation = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            let bystander = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            guard var expected = try await store.findDelegation(delegation.id)?.delegation else { return }
            for seconds in [5, 6] as [Int64] {
                let outcome = try await store.commitRedemption(
                    of: delegation.id, refresh: fixture.refresh(0), expiresAt: fixture.now, at: fixture.now + seconds)
                try expect(outcome, .replayed)
            }
            expected.revokedAt = fixture.now + 5
            try expect(try await store.findDelegation(delegation.id)?.delegation, expected)
            try expect(try await store.revocation(of: bystander), nil)
        },
        Behaviour("of many who redeem one code exactly one does, and the family is revoked") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegation = try await fixture.keep(fixture.delegation(of: user, to: client), in: store)
            let outcomes = try await race { _ in
                try await store.commitRedemption(
                    of: delegation.id, refresh: fixture.refresh(0), expiresAt: fixture.now + 999, at: fixture.now)
            }
            try expect(outcomes.filter { $0 == .committed }.count, 1)
            try expect(outcomes.filter { $0 == .replayed }.count, 99)
            try expect(try await store.revocation(of: delegation), fixture.now)
        },
        Behaviour("a code whose family was revoked is refused and stays unspent") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            var delegation = try await fixture.keep(fixture.delegation(of: user, to: client), in: store)
            try await store.commitRevocation(of: delegation.id, at: fixture.now + 1)
            let outcome = try await store.commitRedemption(
                of: delegation.id, refresh: fixture.refresh(0), expiresAt: fixture.now + 999, at: fixture.now + 2)
            try expect(outcome, .refused)
            delegation.revokedAt = fixture.now + 1
            try expect(try await store.findDelegation(delegation.id)?.delegation, delegation)
        },
        Behaviour("a family that is gone, or has no code, has nothing to redeem") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let codeless = try await fixture.keep(
                fixture.delegation(of: user, to: client, in: nil, code: nil, expiresAt: fixture.now + 60), in: store)
            for id in [codeless.id, DelegationID(at: fixture.now, from: fixture.entropy)] {
                let outcome = try await store.commitRedemption(
                    of: id, refresh: fixture.refresh(0), expiresAt: fixture.now + 999, at: fixture.now)
                try expect(outcome, .refused)
            }
            try expect(try await store.findDelegation(codeless.id)?.delegation, codeless)
        },
        Behaviour("a code that is redeemed and revoked at once ends revoked") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            for _ in 0..<20 {
                let delegation = try await fixture.keep(fixture.delegation(of: user, to: client), in: store)
                _ = try await race(2) { number in
                    if number == 0 {
                        try await store.commitRevocation(of: delegation.id, at: fixture.now)
                    } else {
                        _ = try await store.commitRedemption(
                            of: delegation.id, refresh: fixture.refresh(0), expiresAt: fixture.now + 999,
                            at: fixture.now)
                    }
                }
                try expect(try await store.revocation(of: delegation), fixture.now)
            }
        },
    ]
}
