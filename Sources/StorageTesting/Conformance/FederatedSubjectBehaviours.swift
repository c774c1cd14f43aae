import OAuthProtocol
import Storage

extension StorageConformance {
    static let spentAssertions = [
        Behaviour("an assertion that gives nothing by itself is spent once") { store, fixture in
            let assertion = SpentAssertion(digest: fixture.digest(), expiresAt: fixture.now + 60)
            try expect(try await store.commitSpending(of: assertion))
            try expect(try await !store.commitSpending(of: assertion))
            let prolonged = SpentAssertion(digest: assertion.digest, expiresAt: fixture.now + 6000)
            try expect(try await !store.commitSpending(of: prolonged))
            try expect(
                try await store.commitSpending(of: SpentAssertion(digest: fixture.digest(), expiresAt: fixture.now)))
            // Trying again did not make it stay longer.
            try expect(try await store.commitRemovalOfExpired(at: fixture.now + 60, limit: 100), 2)
            try expect(try await store.commitSpending(of: assertion))
        },
        Behaviour("of many who spend one assertion that gives nothing exactly one does") { store, fixture in
            let assertion = SpentAssertion(digest: fixture.digest(), expiresAt: fixture.now + 60)
            let outcomes = try await race { _ in try await store.commitSpending(of: assertion) }
            try expect(outcomes.filter(\.self).count, 1)
        },
        Behaviour("what was spent by itself gives no delegation, and the other way round") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let first = SpentAssertion(digest: fixture.digest(), expiresAt: fixture.now + 60)
            try expect(try await store.commitSpending(of: first))
            let delegation = fixture.delegation(of: user, to: client)
            try expect(try await store.commitDelegation(delegation, spending: first), .replayed)
            let second = SpentAssertion(digest: fixture.digest(), expiresAt: fixture.now + 60)
            try expect(try await store.commitDelegation(delegation, spending: second), .committed)
            try expect(try await !store.commitSpending(of: second))
        },
    ]

    static let federatedSubjects = [
        Behaviour("an account is made with its subject, its delegation and its assertion") { store, fixture in
            let (before, client) = try await fixture.populate(store)
            let arrival = fixture.arrival(of: "grace", to: client)
            try expect(try await store.findUser(of: arrival.newcomer.subject), nil)
            try expect(try await !store.findFederation(of: arrival.newcomer.user.id))
            try expect(try await store.commit(arrival), .committed)
            try expect(try await store.findUser(of: arrival.newcomer.subject), arrival.newcomer.user)
            try expect(try await store.findUser(arrival.newcomer.user.id), arrival.newcomer.user)
            try expect(try await store.findFederation(of: arrival.newcomer.user.id))
            try expect(try await store.findDelegation(arrival.delegation.id)?.delegation, arrival.delegation)
            try expect(try await !store.commitSpending(of: arrival.assertion))
            try expect(try await !store.findFederation(of: before.id))
        },
        Behaviour("a subject is its issuer's and its tenant's, octet for octet") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            let subject = FederatedSubject(issuer: "https://idp.example", tenant: "a", subject: "K1")
            try expect(try await store.commit(fixture.arrival(of: "grace", as: subject, to: client)), .committed)
            for (issuer, tenant, name) in [
                ("https://idp.example/", "a", "K1"), ("https://idp.example", nil, "K1"),
                ("https://idp.example", "b", "K1"), ("https://idp.example", "a", "k1"),
                ("https://idp.example", "a", "\u{212a}1"), ("https://idp.example", "a", "K1 "),
            ] as [(String, String?, String)] {
                let other = FederatedSubject(issuer: issuer, tenant: tenant, subject: name)
                try expect(try await store.findUser(of: other), nil)
            }
            try expect(try await store.findUser(of: subject)?.username, "grace")
        },
        Behaviour("an assertion that was spent makes no account") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            let arrival = fixture.arrival(of: "grace", to: client)
            try expect(try await store.commitSpending(of: arrival.assertion))
            try expect(try await store.commit(arrival), .replayed)
            try expect(try await store.findUsers().count, 1)
            try expect(try await store.findUser(of: arrival.newcomer.subject), nil)
        },
        Behaviour("a client that is gone makes no account and spends nothing") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            try expect(try await store.commitRemovalOfClient(client.id))
            let arrival = fixture.arrival(of: "grace", to: client)
            try expect(try await store.commit(arrival), .refused)
            try expect(try await store.findUsers().count, 1)
            try expect(try await store.commitSpending(of: arrival.assertion))
        },
        Behaviour("a subject, a user name or an address that is taken makes no account and spends nothing") {
            store, fixture in
            let (_, client) = try await fixture.populate(store)
            let first = fixture.arrival(of: "grace", email: "grace@example.com", to: client)
            try expect(try await store.commit(first), .committed)
            for late in [
                fixture.arrival(of: "other", as: first.newcomer.subject, to: client),
                fixture.arrival(of: "GRACE", to: client),
                fixture.arrival(of: "hopper", email: "Grace@example.com", to: client),
            ] {
                try expect(try await store.commit(late), .outdated)
                try expect(try await store.findDelegation(late.delegation.id), nil)
                try expect(try await store.commitSpending(of: late.assertion))
            }
            try expect(try await store.findUsers().count, 2)
        },
        Behaviour("of many first assertions of one person exactly one makes the account") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            let subject = FederatedSubject(issuer: "https://idp.example", subject: "1")
            let outcomes = try await race { number in
                try await store.commit(fixture.arrival(of: "grace-\(number)", as: subject, to: client))
            }
            try expect(outcomes.filter { $0 == .committed }.count, 1)
            try expect(outcomes.filter { $0 == .outdated }.count, 99)
            try expect(try await store.findUsers().count, 2)
        },
        Behaviour("a disabled account is still found, and a subject leaves with its account") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            let first = fixture.arrival(of: "grace", to: client)
            let (subject, user) = (first.newcomer.subject, first.newcomer.user)
            try expect(try await store.commit(first), .committed)
            try expect(try await store.commitDisabled(true, of: user.id, at: fixture.now), .done)
            try expect(try await store.findUser(of: subject)?.disabled, true)
            try expect(try await store.findFederation(of: user.id))
            try expect(try await store.commitRemovalOfUser(user.id, at: fixture.now), .done)
            try expect(try await store.findUser(of: subject), nil)
            try expect(try await !store.findFederation(of: user.id))
            let second = fixture.arrival(of: "grace", as: subject, to: client)
            try expect(try await store.commit(second), .committed)
            try expect(try await store.findUser(of: subject), second.newcomer.user)
        },
    ]
}

/// Somebody who comes for the first time.
struct Arrival: Sendable {
    let newcomer: NewcomerRecord
    let delegation: DelegationRecord
    let assertion: SpentAssertion
}

extension StorageFixture {
    func arrival(
        of username: String, email: String? = nil, as subject: FederatedSubject? = nil, to client: ClientRecord
    ) -> Arrival {
        let user = user(username, email: email)
        return Arrival(
            newcomer: NewcomerRecord(
                subject: subject ?? FederatedSubject(issuer: "https://idp.example", subject: "of \(username)"),
                user: user),
            delegation: delegation(of: user, to: client, in: nil, code: nil, expiresAt: now + 3600),
            assertion: SpentAssertion(digest: digest(), expiresAt: now + 60))
    }
}

extension Store {
    func commit(_ arrival: Arrival) async throws -> NewcomerOutcome {
        try await commitNewcomer(arrival.newcomer, delegating: arrival.delegation, spending: arrival.assertion)
    }
}
