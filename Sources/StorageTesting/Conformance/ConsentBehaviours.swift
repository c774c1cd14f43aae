import OAuthProtocol
import Storage

extension StorageConformance {
    static let consents: [Behaviour] = [
        .ofPair("a consent is found as it was committed, for its user and client alone") { store, rows, user, client in
            let consent = ConsentRecord(
                userID: user.id, client: client.registration,
                scope: Scope(["openid", "email"]), claims: ["given_name", "name#ja"],
                resources: ["https://a.example/", "urn:example:b"].compactMap { ResourceIndicator($0) },
                destinations: ["a.example:8443", "com.example.app"], grantedAt: rows.now)
            try await store.commitConsent(consent)
            try await expect(store.findConsent(of: user.id, to: client.id), consent)
            try await expect(store.findConsent(of: user.id, to: ClientID("SHOP")), nil)
            try await expect(store.findConsent(of: UserID(from: rows.entropy), to: client.id), nil)
        },
        .ofPair("a consent replaces what was remembered") { store, rows, user, client in
            try await store.commitConsent(rows.consent(of: user, to: client, scope: ["openid"]))
            let wider = rows.consent(of: user, to: client, scope: ["openid", "email"], grantedAt: rows.now + 1)
            try await store.commitConsent(wider)
            try await expect(store.findConsents(of: user.id), [wider])
        },
        .ofPair("a user's consents are listed with the newest first") { store, rows, user, _ in
            for (id, age) in [("b", 20), ("c", 10), ("a", 30)] as [(String, Int64)] {
                let client = try await rows.add(rows.client(id))
                try await store.commitConsent(rows.consent(of: user, to: client, grantedAt: rows.now - age))
            }
            try await expect(store.findConsents(of: user.id).map(\.client.id.value), ["c", "b", "a"])
        },
        .ofPair("what clients can do now is told by client and scope, without what is over") {
            store, rows, user, client in
            let session = try await rows.begin(rows.session(of: user))
            let spans: [(scope: [String], age: Int64)] = [(["openid"], 30), (["openid"], 20), (["email"], 10)]
            for span in spans {
                let began = rows.now - span.age
                let delegation = try await rows.keep(
                    rows.delegation(of: user, to: client, in: session, scope: span.scope, createdAt: began))
                try await expect(rows.redeem(delegation.id, until: rows.now + 100), .committed)
            }
            _ = try await rows.keep(rows.delegation(of: user, to: client, in: session))
            let revoked = try await rows.redeem(rows.delegation(of: user, to: client, in: session, scope: ["phone"]))
            try await store.commitRevocation(of: revoked.id, at: rows.now)
            let found = try await store.findAccess(of: user.id, at: rows.now + 99)
            let expected = [(["email"], Int64(10)), (["openid"], 30)].map { scope, age in
                AccessRecord(client: client.registration, scope: Scope(scope), since: rows.now - age)
            }
            try expect(found.sorted { $0.scope.description < $1.scope.description }, expected)
            try await expect(store.findAccess(of: user.id, at: rows.now + 100), [])
            try await expect(store.findAccess(of: UserID(from: rows.entropy), at: rows.now), [])
        },
        .ofPair("no consent is kept for a user or a registration that is gone") { store, rows, user, client in
            let nobody = rows.user("bob")
            try await store.commitConsent(rows.consent(of: nobody, to: client))
            try await store.commitConsent(rows.consent(of: user, to: rows.client()))
            try await expect(store.findConsents(of: nobody.id), [])
            try await expect(store.findConsents(of: user.id), [])
        },
        .ofPair("withdrawal forgets the consent and revokes what the user delegated") { store, rows, user, client in
            let otherUser = try await rows.add(rows.user("bob"))
            let otherClient = try await rows.add(rows.client("other"))
            try await store.commitConsent(rows.consent(of: user, to: client))
            try await store.commitConsent(rows.consent(of: user, to: otherClient))
            let waiting = try await rows.keep(rows.delegation(of: user, to: client))
            let redeemed = try await rows.redeem(rows.delegation(of: user, to: client))
            let toAnother = try await rows.redeem(rows.delegation(of: user, to: otherClient))
            let ofAnother = try await rows.redeem(rows.delegation(of: otherUser, to: client))

            try await expect(store.commitWithdrawal(of: user.id, from: client.id, at: rows.now + 5))

            try await expect(store.findConsent(of: user.id, to: client.id), nil)
            try await expect(store.findConsent(of: user.id, to: otherClient.id) != nil)
            try await expect(store.revocation(of: waiting), rows.now + 5)
            try await expect(store.revocation(of: redeemed), rows.now + 5)
            try await expect(store.revocation(of: toAnother), nil)
            try await expect(store.revocation(of: ofAnother), nil)
            try await expect(store.commitWithdrawal(of: user.id, from: client.id, at: rows.now + 6), false)
        },
        .ofSession("nothing is authorized on a consent that was withdrawn") {
            store, rows, user, client, session in
            let first = rows.delegation(of: user, to: client, in: session)
            try await expect(store.commitDelegation(first, spending: nil, on: .remembered), .refused)
            try await store.commitConsent(rows.consent(of: user, to: client))
            try await expect(store.commitDelegation(first, spending: nil, on: .remembered), .committed)
            try await expect(store.commitWithdrawal(of: user.id, from: client.id, at: rows.now))
            let late = rows.delegation(of: user, to: client, in: session)
            try await expect(store.commitDelegation(late, spending: nil, on: .remembered), .refused)
            let answer = rows.answer(to: rows.digest(), in: session, authorizing: late)
            try await expect(store.commitAnswer(answer, authorizing: late, on: .remembered), .refused)
            try await expect(store.findDelegation(late.id) == nil)
            try await expect(store.commitAnswer(answer, authorizing: late), .committed)
        },
        .ofSession("of a withdrawal and authorizations at once none is left alive") {
            store, rows, user, client, session in
            try await store.commitConsent(rows.consent(of: user, to: client))
            let delegations = (0..<100).map { _ in rows.delegation(of: user, to: client, in: session) }
            _ = try await race { contender in
                if contender == 50 {
                    _ = try await store.commitWithdrawal(of: user.id, from: client.id, at: rows.now)
                } else {
                    _ = try await store.commitDelegation(delegations[contender], spending: nil, on: .remembered)
                }
            }
            for delegation in delegations {
                let standing = try await store.findDelegation(delegation.id)
                try expect(standing == nil || standing?.delegation.revokedAt != nil)
            }
        },
        .ofPair("of applications that are dynamic clients the least recently used leaves for one too many") {
            store, rows, user, own in
            let bob = try await rows.add(rows.user("bob"))
            let most = ConsentRecord.mostOfDynamicClients
            var dynamicClients: [ClientRecord] = []
            for number in 0...(most + 1) {
                let origin: ClientRecord.Origin = number.isMultiple(of: 2) ? .registration : .document
                dynamicClients.append(rows.client("reg-\(number)", origin: origin))
                try await expect(store.commitNewClient(dynamicClients[number]))
            }
            let old = rows.now - 999
            try await store.commitConsent(rows.consent(of: user, to: own, grantedAt: old - 1))
            try await store.commitConsent(rows.consent(of: bob, to: dynamicClients[1], grantedAt: old))
            for number in 0..<most {
                let consent = rows.consent(of: user, to: dynamicClients[number], grantedAt: old + Int64(number))
                try await store.commitConsent(consent)
            }
            // The first was used since, and of the second and third there is something that must end.
            let used = try await rows.redeem(rows.delegation(of: user, to: dynamicClients[0]))
            let waiting = try await rows.keep(rows.delegation(of: user, to: dynamicClients[1]))
            let bobs = try await rows.redeem(rows.delegation(of: bob, to: dynamicClients[1]))
            // Consenting once more is not one more, and neither is an application of the operator.
            let again = rows.consent(of: user, to: dynamicClients[3], scope: ["email"], grantedAt: rows.now)
            try await store.commitConsent(again)
            try await store.commitConsent(rows.consent(of: user, to: own, grantedAt: rows.now))
            try await expect(store.findConsents(of: user.id).count, most + 1)
            for number in [most, most + 1] {
                try await store.commitConsent(
                    rows.consent(of: user, to: dynamicClients[number], grantedAt: rows.now + 1))
                try await expect(store.findConsents(of: user.id).count, most + 1)
            }
            let gone = Set(dynamicClients.map(\.id)).subtracting(
                try await store.findConsents(of: user.id).map(\.client.id))
            try expect(gone, [dynamicClients[1].id, dynamicClients[2].id])
            try await expect(store.revocation(of: waiting), rows.now + 1)
            try await expect(store.revocation(of: used), nil)
            try await expect(store.revocation(of: bobs), nil)
            try await expect(store.findConsents(of: bob.id).count, 1)
        },
        .ofPair("withdrawal revokes delegations that needed no consent") { store, rows, user, client in
            let delegation = try await rows.redeem(rows.delegation(of: user, to: client))
            try await expect(store.commitWithdrawal(of: user.id, from: client.id, at: rows.now))
            try await expect(store.revocation(of: delegation), rows.now)
        },
    ]
}
