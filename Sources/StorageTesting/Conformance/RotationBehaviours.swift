import OAuthProtocol
import Storage

extension StorageConformance {
    static let rotations: [Behaviour] = [
        .ofPair("a refresh token rotates from one generation to the next") { store, rows, user, client in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client))
            guard var expected = try await store.findDelegation(delegation.id)?.delegation else { return }
            for generation in 0..<3 as Range<Int64> {
                expected.refresh = rows.refresh(generation + 1)
                try await expect(rows.rotate(delegation.id, from: generation), .committed)
                try await expect(store.findDelegation(delegation.id)?.delegation, expected)
            }
        },
        .ofPair("a rotation that comes late is told where the chain stands, and revokes nothing") {
            store, rows, user, client in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client))
            for generation in 0..<3 as Range<Int64> { _ = try await rows.rotate(delegation.id, from: generation) }
            for late in 0..<3 as Range<Int64> {
                try await expect(rows.rotate(delegation.id, from: late), .superseded(by: rows.refresh(3)))
            }
            try await expect(store.revocation(of: delegation), nil)
            try await expect(store.findDelegation(delegation.id)?.delegation.refresh, rows.refresh(3))
        },
        .ofPair("of many who rotate one token exactly one does, and all learn its successor") {
            store, rows, user, client in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client))
            let outcomes = try await race { number in
                // Unlike each other, so that it shows whose was kept.
                let mine = RefreshState(generation: 1, rotatedAt: rows.now + Int64(number), expiresAt: rows.now + 999)
                let outcome = try await store.commitRotation(of: delegation.id, from: 0, to: mine, at: rows.now)
                return (mine, outcome)
            }
            let winners = outcomes.filter { $0.1 == .committed }.map(\.0)
            try expect(winners.count, 1)
            guard let winner = winners.first else { return }
            try expect(outcomes.filter { $0.1 == .superseded(by: winner) }.count, 99)
            try await expect(store.findDelegation(delegation.id)?.delegation.refresh, winner)
            try await expect(store.revocation(of: delegation), nil)
        },
        .ofPair("a revoked family does not rotate") { store, rows, user, client in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client))
            try await store.commitRevocation(of: delegation.id, at: rows.now)
            for generation in [0, 1] as [Int64] {
                try await expect(rows.rotate(delegation.id, from: generation), .refused)
            }
            try await expect(store.findDelegation(delegation.id)?.delegation.refresh, rows.refresh(0))
        },
        .ofPair("a family that is gone, or has no refresh token, does not rotate") { store, rows, user, client in
            let waiting = try await rows.keep(rows.delegation(of: user, to: client))
            for id in [waiting.id, DelegationID(at: rows.now, from: rows.entropy)] {
                try await expect(rows.rotate(id, from: 0), .refused)
            }
            try await expect(store.findDelegation(waiting.id)?.delegation, waiting)
        },
        .ofPair("a replayed code stops a rotation that races with it, or comes after it") { store, rows, user, client in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client))
            _ = try await race(2) { number in
                if number == 0 {
                    _ = try await rows.redeem(delegation.id)
                } else {
                    _ = try await rows.rotate(delegation.id, from: 0)
                }
            }
            try await expect(store.revocation(of: delegation), rows.now)
            try await expect(rows.rotate(delegation.id, from: 1), .refused)
        },
    ]

    static let revocations: [Behaviour] = [
        .ofPair("a family is revoked once, the first moment stands, and no other is touched") {
            store, rows, user, client in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client))
            let bystander = try await rows.redeem(rows.delegation(of: user, to: client))
            try await store.commitRevocation(of: delegation.id, at: rows.now + 1)
            try await store.commitRevocation(of: delegation.id, at: rows.now + 2)
            try await store.commitRevocation(of: DelegationID(at: rows.now, from: rows.entropy), at: rows.now)
            try await expect(store.revocation(of: delegation), rows.now + 1)
            try await expect(store.findDelegation(delegation.id)?.activeUser(at: rows.now), nil)
            try await expect(store.revocation(of: bystander), nil)
        },
        Behaviour("a single token is revoked by its identifier, octet for octet") { store, rows in
            try await expect(store.findRevocation(ofTokenID: "token"), false)
            for expiresAt in [rows.now + 60, rows.now + 30] {
                try await store.commitRevocation(ofTokenID: "token", until: expiresAt)
            }
            try await expect(store.findRevocation(ofTokenID: "token"))
            try await expect(store.findRevocation(ofTokenID: "Token"), false)
            try await expect(store.findRevocation(ofTokenID: "tok"), false)
            // Revoked again with an earlier end, it is remembered until the later one.
            _ = try await store.commitRemovalOfExpired(at: rows.now + 45, limit: 10)
            try await expect(store.findRevocation(ofTokenID: "token"))
        },
        .ofPair("a token of a delegation is revoked alone, and with one too many the delegation is") {
            store, rows, user, client in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client))
            let bystander = try await rows.redeem(rows.delegation(of: user, to: client))
            for token in ["a", "b", "b", "c", "a"] { try await rows.revoke(token, of: delegation, most: 3) }
            try await rows.revoke("x", of: bystander, most: 3)
            for token in ["a", "b", "c", "x"] { try await expect(store.findRevocation(ofTokenID: token)) }
            try await expect(store.revocation(of: delegation), nil)
            try await rows.revoke("d", of: delegation, most: 3)
            try await expect(store.revocation(of: delegation), rows.now)
            try await expect(store.revocation(of: bystander), nil)
            try await expect(store.findRevocation(ofTokenID: "x"))
            // All of its tokens are dead with it, and nothing is kept of them any more.
            try await rows.revoke("e", of: delegation, most: 3)
            try await rows.revoke("f", of: rows.delegation(of: user, to: client), most: 3)
            try await expect(store.commitRemovalOfExpired(at: rows.now + 60, limit: 100), 1)
        },
        .ofPair("where one user has too many revoked tokens, the delegation that has the most is revoked") {
            store, rows, user, client in
            let bob = try await rows.add(rows.user("bob"))
            let delegations = try await [user, user, user, bob].inTurn { user in
                try await rows.redeem(rows.delegation(of: user, to: client))
            }
            for (token, number) in [("a", 0), ("b", 1), ("c", 1), ("d", 3), ("e", 3), ("f", 3)] {
                try await rows.revoke(token, of: delegations[number], overAll: 3)
            }
            try await rows.revoke("g", of: delegations[2], overAll: 3)
            let revocations = try await delegations.inTurn { try await store.revocation(of: $0) }
            try expect(revocations, [nil, rows.now, nil, nil])
            for token in ["a", "d", "e", "f", "g"] { try await expect(store.findRevocation(ofTokenID: token)) }
        },
    ]
}

extension StorageFixture {
    /// Revokes a token of a delegation, which would have lived for another minute.
    fileprivate func revoke(
        _ token: String, of delegation: DelegationRecord, most: Int = 200, overAll: Int = 2_000
    ) async throws {
        try await store.commitRevocation(
            ofTokenID: token, of: delegation.id, until: now + 60, at: now,
            within: RevocationBounds(perDelegation: most, overAll: overAll))
    }
}
