import OAuthProtocol
import Storage

extension StorageConformance {
    static let rotations = [
        Behaviour("a refresh token rotates from one generation to the next") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegation = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            guard var expected = try await store.findDelegation(delegation.id)?.delegation else { return }
            for generation in 0..<3 as Range<Int64> {
                expected.refresh = fixture.refresh(generation + 1)
                let outcome = try await store.commitRotation(
                    of: delegation.id, from: generation, to: fixture.refresh(generation + 1), at: fixture.now)
                try expect(outcome, .committed)
                try expect(try await store.findDelegation(delegation.id)?.delegation, expected)
            }
        },
        Behaviour("a rotation that comes late is told where the chain stands, and revokes nothing") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegation = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            for generation in 0..<3 as Range<Int64> {
                _ = try await store.commitRotation(
                    of: delegation.id, from: generation, to: fixture.refresh(generation + 1), at: fixture.now)
            }
            for late in [0, 1, 2] as [Int64] {
                let outcome = try await store.commitRotation(
                    of: delegation.id, from: late, to: fixture.refresh(late + 1), at: fixture.now + 50)
                try expect(outcome, .superseded(by: fixture.refresh(3)))
            }
            try expect(try await store.revocation(of: delegation), nil)
            try expect(try await store.findDelegation(delegation.id)?.delegation.refresh, fixture.refresh(3))
        },
        Behaviour("of many who rotate one token exactly one does, and all learn its successor") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegation = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            let outcomes = try await race { number in
                // Unlike each other, so that it shows whose was kept.
                let mine = RefreshState(
                    generation: 1, rotatedAt: fixture.now + Int64(number), expiresAt: fixture.now + 999)
                let outcome = try await store.commitRotation(
                    of: delegation.id, from: 0, to: mine, at: fixture.now)
                return (mine, outcome)
            }
            let winners = outcomes.filter { $0.1 == .committed }.map(\.0)
            try expect(winners.count, 1)
            guard let winner = winners.first else { return }
            try expect(outcomes.filter { $0.1 == .superseded(by: winner) }.count, 99)
            try expect(try await store.findDelegation(delegation.id)?.delegation.refresh, winner)
            try expect(try await store.revocation(of: delegation), nil)
        },
        Behaviour("a revoked family does not rotate") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegation = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            try await store.commitRevocation(of: delegation.id, at: fixture.now)
            for generation in [0, 1] as [Int64] {
                let outcome = try await store.commitRotation(
                    of: delegation.id, from: generation, to: fixture.refresh(2), at: fixture.now)
                try expect(outcome, .refused)
            }
            try expect(try await store.findDelegation(delegation.id)?.delegation.refresh, fixture.refresh(0))
        },
        Behaviour("a family that is gone, or has no refresh token, does not rotate") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let waiting = try await fixture.keep(fixture.delegation(of: user, to: client), in: store)
            for id in [waiting.id, DelegationID(at: fixture.now, from: fixture.entropy)] {
                let outcome = try await store.commitRotation(
                    of: id, from: 0, to: fixture.refresh(1), at: fixture.now)
                try expect(outcome, .refused)
            }
            try expect(try await store.findDelegation(waiting.id)?.delegation, waiting)
        },
        Behaviour("a replayed code stops a rotation that races with it, or comes after it") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegation = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            _ = try await race(2) { number in
                if number == 0 {
                    _ = try await store.commitRedemption(
                        of: delegation.id, refresh: nil, expiresAt: fixture.now, at: fixture.now)
                } else {
                    _ = try await store.commitRotation(
                        of: delegation.id, from: 0, to: fixture.refresh(1), at: fixture.now)
                }
            }
            try expect(try await store.revocation(of: delegation), fixture.now)
            let outcome = try await store.commitRotation(
                of: delegation.id, from: 1, to: fixture.refresh(2), at: fixture.now)
            try expect(outcome, .refused)
        },
    ]

    static let revocations = [
        Behaviour("a family is revoked once, the first moment stands, and no other is touched") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegation = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            let bystander = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            try await store.commitRevocation(of: delegation.id, at: fixture.now + 1)
            try await store.commitRevocation(of: delegation.id, at: fixture.now + 2)
            try await store.commitRevocation(of: DelegationID(at: fixture.now, from: fixture.entropy), at: fixture.now)
            try expect(try await store.revocation(of: delegation), fixture.now + 1)
            try expect(try await store.findDelegation(delegation.id)?.activeUser(at: fixture.now), nil)
            try expect(try await store.revocation(of: bystander), nil)
        },
        Behaviour("a single token is revoked by its identifier, octet for octet") { store, fixture in
            try expect(try await store.findRevocation(ofTokenID: "token"), false)
            for expiresAt in [fixture.now + 60, fixture.now + 30] {
                try await store.commitRevocation(ofTokenID: "token", until: expiresAt)
            }
            try expect(try await store.findRevocation(ofTokenID: "token"))
            try expect(try await store.findRevocation(ofTokenID: "Token"), false)
            try expect(try await store.findRevocation(ofTokenID: "tok"), false)
            // Revoked again with an earlier end, it is remembered until the later one.
            _ = try await store.commitRemovalOfExpired(at: fixture.now + 45, limit: 10)
            try expect(try await store.findRevocation(ofTokenID: "token"))
        },
    ]
}
