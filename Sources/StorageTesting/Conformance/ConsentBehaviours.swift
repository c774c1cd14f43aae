import OAuthProtocol
import Storage

extension StorageConformance {
    static let consents = [
        Behaviour("a consent is found as it was committed, for its user and client alone") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let consent = ConsentRecord(
                userID: user.id, client: client.registration,
                scope: Scope(["openid", "email"]), claims: ["given_name", "name#ja"],
                resources: ["https://a.example/", "urn:example:b"].compactMap { ResourceIndicator($0) },
                destinations: ["a.example:8443", "com.example.app"], grantedAt: fixture.now)
            try await store.commitConsent(consent)
            try expect(try await store.findConsent(of: user.id, to: client.id), consent)
            try expect(try await store.findConsent(of: user.id, to: ClientID("SHOP")), nil)
            try expect(try await store.findConsent(of: UserID(from: fixture.entropy), to: client.id), nil)
        },
        Behaviour("a consent replaces what was remembered") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            try await store.commitConsent(fixture.consent(of: user, to: client, scope: ["openid"]))
            let wider = fixture.consent(of: user, to: client, scope: ["openid", "email"], grantedAt: fixture.now + 1)
            try await store.commitConsent(wider)
            try expect(try await store.findConsents(of: user.id), [wider])
        },
        Behaviour("a user's consents are listed with the newest first") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            for (id, age) in [("b", 20), ("c", 10), ("a", 30)] as [(String, Int64)] {
                let client = fixture.client(id)
                try expect(try await store.commitNewClient(client))
                try await store.commitConsent(fixture.consent(of: user, to: client, grantedAt: fixture.now - age))
            }
            try expect(try await store.findConsents(of: user.id).map(\.client.id.value), ["c", "b", "a"])
        },
        Behaviour("what clients can do now is told by client and scope, without what is over") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = fixture.session(of: user)
            let spans: [(scope: [String], age: Int64)] = [(["openid"], 30), (["openid"], 20), (["email"], 10)]
            for span in spans {
                let delegation = fixture.delegation(
                    of: user, to: client, in: session, scope: span.scope, createdAt: fixture.now - span.age)
                _ = try await store.commitDelegation(delegation, spending: nil)
                _ = try await store.commitRedemption(
                    of: delegation.id, refresh: nil, expiresAt: fixture.now + 100, at: fixture.now)
            }
            _ = try await store.commitDelegation(fixture.delegation(of: user, to: client, in: session), spending: nil)
            let revoked = fixture.delegation(of: user, to: client, in: session, scope: ["phone"])
            _ = try await store.commitDelegation(revoked, spending: nil)
            _ = try await store.commitRedemption(
                of: revoked.id, refresh: nil, expiresAt: fixture.now + 100, at: fixture.now)
            try await store.commitRevocation(of: revoked.id, at: fixture.now)
            let found = try await store.findAccess(of: user.id, at: fixture.now + 99)
            let expected = [(["email"], Int64(10)), (["openid"], 30)].map { scope, age in
                AccessRecord(
                    client: client.registration, scope: Scope(scope),
                    since: fixture.now - age)
            }
            try expect(found.sorted { $0.scope.description < $1.scope.description }, expected)
            try expect(try await store.findAccess(of: user.id, at: fixture.now + 100), [])
            try expect(try await store.findAccess(of: UserID(from: fixture.entropy), at: fixture.now), [])
        },
        Behaviour("no consent is kept for a user or a registration that is gone") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let nobody = fixture.user("bob")
            try await store.commitConsent(fixture.consent(of: nobody, to: client))
            try await store.commitConsent(fixture.consent(of: user, to: fixture.client()))
            try expect(try await store.findConsents(of: nobody.id), [])
            try expect(try await store.findConsents(of: user.id), [])
        },
        Behaviour("withdrawal forgets the consent and revokes what the user delegated") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let otherUser = fixture.user("bob")
            let otherClient = fixture.client("other")
            try expect(try await store.commitNewUser(otherUser), .done)
            try expect(try await store.commitNewClient(otherClient))
            try await store.commitConsent(fixture.consent(of: user, to: client))
            try await store.commitConsent(fixture.consent(of: user, to: otherClient))
            let waiting = try await fixture.keep(fixture.delegation(of: user, to: client), in: store)
            let redeemed = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            let toAnother = try await fixture.redeem(fixture.delegation(of: user, to: otherClient), in: store)
            let ofAnother = try await fixture.redeem(fixture.delegation(of: otherUser, to: client), in: store)

            try expect(try await store.commitWithdrawal(of: user.id, from: client.id, at: fixture.now + 5))

            try expect(try await store.findConsent(of: user.id, to: client.id), nil)
            try expect(try await store.findConsent(of: user.id, to: otherClient.id) != nil)
            try expect(try await store.revocation(of: waiting), fixture.now + 5)
            try expect(try await store.revocation(of: redeemed), fixture.now + 5)
            try expect(try await store.revocation(of: toAnother), nil)
            try expect(try await store.revocation(of: ofAnother), nil)
            try expect(try await store.commitWithdrawal(of: user.id, from: client.id, at: fixture.now + 6), false)
        },
        Behaviour("of applications that brought themselves the least recently used leaves for one too many") {
            store, fixture in
            let (user, own) = try await fixture.populate(store)
            let bob = fixture.user("bob")
            try expect(try await store.commitNewUser(bob), .done)
            let most = ConsentRecord.mostOfStrangers
            var strangers: [ClientRecord] = []
            for number in 0...(most + 1) {
                let origin: ClientRecord.Origin = number.isMultiple(of: 2) ? .registration : .document
                strangers.append(fixture.client("reg-\(number)", origin: origin))
                try expect(try await store.commitNewClient(strangers[number]))
            }
            let old = fixture.now - 999
            try await store.commitConsent(fixture.consent(of: user, to: own, grantedAt: old - 1))
            try await store.commitConsent(fixture.consent(of: bob, to: strangers[1], grantedAt: old))
            for number in 0..<most {
                let consent = fixture.consent(of: user, to: strangers[number], grantedAt: old + Int64(number))
                try await store.commitConsent(consent)
            }
            // The first was used since, and of the second and third there is something that must end.
            let used = try await fixture.redeem(fixture.delegation(of: user, to: strangers[0]), in: store)
            let waiting = try await fixture.keep(fixture.delegation(of: user, to: strangers[1]), in: store)
            let bobs = try await fixture.redeem(fixture.delegation(of: bob, to: strangers[1]), in: store)
            // Consenting once more is not one more, and neither is an application of the operator.
            let again = fixture.consent(of: user, to: strangers[3], scope: ["email"], grantedAt: fixture.now)
            try await store.commitConsent(again)
            try await store.commitConsent(fixture.consent(of: user, to: own, grantedAt: fixture.now))
            try expect(try await store.findConsents(of: user.id).count, most + 1)
            for number in [most, most + 1] {
                try await store.commitConsent(
                    fixture.consent(of: user, to: strangers[number], grantedAt: fixture.now + 1))
                try expect(try await store.findConsents(of: user.id).count, most + 1)
            }
            let gone = Set(strangers.map(\.id)).subtracting(try await store.findConsents(of: user.id).map(\.client.id))
            try expect(gone, [strangers[1].id, strangers[2].id])
            try expect(try await store.revocation(of: waiting), fixture.now + 1)
            try expect(try await store.revocation(of: used), nil)
            try expect(try await store.revocation(of: bobs), nil)
            try expect(try await store.findConsents(of: bob.id).count, 1)
        },
        Behaviour("withdrawal revokes delegations that needed no consent") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let delegation = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            try expect(try await store.commitWithdrawal(of: user.id, from: client.id, at: fixture.now))
            try expect(try await store.revocation(of: delegation), fixture.now)
        },
    ]
}
