import OAuthProtocol
import Storage

extension StorageConformance {
    static let delegations: [Behaviour] = [
        .ofSession("a delegation is found with all that was committed, its user and its session") {
            store, rows, user, client, session in
            let delegation = try await rows.keep(rows.delegation(of: user, to: client, in: session))
            let standing = try await store.findDelegation(delegation.id)
            try expect(standing, DelegationStanding(delegation: delegation, user: user, session: session))
            try expect(standing?.activeUser(at: rows.now), user)
            try await expect(store.findDelegation(DelegationID(at: rows.now, from: rows.entropy)), nil)
        },
        .ofPair("a delegation without code and session is found as it was committed") { store, rows, user, client in
            let resources = ["https://a.example/", "urn:example:b"].compactMap { ResourceIndicator($0) }
            let delegation = try await rows.keep(
                rows.delegation(
                    of: user, to: client, in: nil, code: nil, resources: resources, refresh: rows.refresh(7),
                    expiresAt: rows.now + 60))
            try await expect(
                store.findDelegation(delegation.id),
                DelegationStanding(delegation: delegation, user: user, session: nil))
        },
        .ofPair("a code without challenge and nonce is found as it was committed") { store, rows, user, client in
            guard let redirectURI = client.metadata.redirectURIs.first else { return }
            let code = CodeRecord(
                digest: rows.digest(), redirectURI: redirectURI, redirectURIWasSent: false, challenge: nil,
                nonce: nil, scopeIsAsAsked: false, expiresAt: rows.now)
            let delegation = try await rows.keep(
                rows.delegation(of: user, to: client, in: nil, code: code, expiresAt: rows.now + 60))
            try await expect(store.findDelegation(delegation.id)?.delegation, delegation)
        },
        .ofPair("nothing is delegated by a user who is gone or disabled") { store, rows, user, client in
            try await expect(store.commitDisabled(true, of: user.id, at: rows.now), .done)
            for nobody in [user, rows.user("bob")] {
                let delegation = rows.delegation(of: nobody, to: client)
                try await expect(store.commitDelegation(delegation, spending: nil), .refused)
                try await expect(store.findDelegation(delegation.id), nil)
            }
        },
        .ofPair("nothing is delegated to a client that is gone, even if its name came back") {
            store, rows, user, client in
            try await expect(store.commitRemovalOfClient(client.id))
            let first = rows.delegation(of: user, to: client)
            try await expect(store.commitDelegation(first, spending: nil), .refused)
            let successor = try await rows.add(rows.client())
            let second = rows.delegation(of: user, to: client)
            try await expect(store.commitDelegation(second, spending: nil), .refused)
            try await expect(store.findDelegation(second.id), nil)
            _ = try await rows.keep(rows.delegation(of: user, to: successor))
        },
        .ofPair("an assertion is spent once, and its second delegation is not kept") { store, rows, user, client in
            let assertion = SpentAssertion(digest: rows.digest(), expiresAt: rows.now + 60)
            let first = rows.delegation(of: user, to: client)
            let second = rows.delegation(of: user, to: client)
            try await expect(store.commitDelegation(first, spending: assertion), .committed)
            try await expect(store.commitDelegation(second, spending: assertion), .replayed)
            try await expect(store.findDelegation(second.id), nil)
            try await expect(store.revocation(of: first), nil)
        },
        .ofPair("a refused delegation does not spend its assertion") { store, rows, user, client in
            let assertion = SpentAssertion(digest: rows.digest(), expiresAt: rows.now + 60)
            let refused = rows.delegation(of: rows.user("bob"), to: client)
            try await expect(store.commitDelegation(refused, spending: assertion), .refused)
            let good = rows.delegation(of: user, to: client)
            try await expect(store.commitDelegation(good, spending: assertion), .committed)
        },
        .ofPair("of many who spend one assertion exactly one does") { store, rows, user, client in
            let assertion = SpentAssertion(digest: rows.digest(), expiresAt: rows.now + 60)
            try await race(for: .committed, others: .replayed) { _ in
                try await store.commitDelegation(rows.delegation(of: user, to: client), spending: assertion)
            }
        },
    ]

    static let redemptions: [Behaviour] = [
        .ofPair("a code is redeemed: the moment, the refresh state and the end are set") { store, rows, user, client in
            for refresh in [rows.refresh(0), nil] {
                var expected = try await rows.keep(rows.delegation(of: user, to: client))
                let outcome = try await store.commitRedemption(
                    of: expected.id, refresh: refresh, expiresAt: rows.now + 999, at: rows.now + 3)
                try expect(outcome, .committed)
                expected.redeemedAt = rows.now + 3
                expected.refresh = refresh
                expected.expiresAt = rows.now + 999
                expected.code?.nonce = nil
                try await expect(store.findDelegation(expected.id)?.delegation, expected)
            }
        },
        .ofPair("a code redeemed twice revokes the family and changes nothing else") { store, rows, user, client in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client))
            let bystander = try await rows.redeem(rows.delegation(of: user, to: client))
            guard var expected = try await store.findDelegation(delegation.id)?.delegation else { return }
            for seconds in [5, 6] as [Int64] {
                try await expect(rows.redeem(delegation.id, until: rows.now, at: rows.now + seconds), .replayed)
            }
            expected.revokedAt = rows.now + 5
            try await expect(store.findDelegation(delegation.id)?.delegation, expected)
            try await expect(store.revocation(of: bystander), nil)
        },
        .ofPair("of many who redeem one code exactly one does, and the family is revoked") {
            store, rows, user, client in
            let delegation = try await rows.keep(rows.delegation(of: user, to: client))
            try await race(for: .committed, others: .replayed) { _ in try await rows.redeem(delegation.id) }
            try await expect(store.revocation(of: delegation), rows.now)
        },
        .ofPair("a code whose family was revoked is refused and stays unspent") { store, rows, user, client in
            var delegation = try await rows.keep(rows.delegation(of: user, to: client))
            try await store.commitRevocation(of: delegation.id, at: rows.now + 1)
            try await expect(rows.redeem(delegation.id, at: rows.now + 2), .refused)
            delegation.revokedAt = rows.now + 1
            try await expect(store.findDelegation(delegation.id)?.delegation, delegation)
        },
        .ofPair("a family that is gone, or has no code, has nothing to redeem") { store, rows, user, client in
            let codeless = try await rows.keep(
                rows.delegation(of: user, to: client, in: nil, code: nil, expiresAt: rows.now + 60))
            for id in [codeless.id, DelegationID(at: rows.now, from: rows.entropy)] {
                try await expect(rows.redeem(id), .refused)
            }
            try await expect(store.findDelegation(codeless.id)?.delegation, codeless)
        },
        .ofPair("a code that is redeemed and revoked at once ends revoked") { store, rows, user, client in
            for _ in 0..<20 {
                let delegation = try await rows.keep(rows.delegation(of: user, to: client))
                _ = try await race(2) { number in
                    if number == 0 {
                        try await store.commitRevocation(of: delegation.id, at: rows.now)
                    } else {
                        _ = try await rows.redeem(delegation.id)
                    }
                }
                try await expect(store.revocation(of: delegation), rows.now)
            }
        },
    ]
}
