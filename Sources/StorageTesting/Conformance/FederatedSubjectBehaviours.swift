import OAuthProtocol
import Storage

extension StorageConformance {
    static let spentAssertions: [Behaviour] = [
        Behaviour("an assertion that gives nothing by itself is spent once") { store, rows in
            let assertion = SpentAssertion(digest: rows.digest(), expiresAt: rows.now + 60)
            try await expect(store.commitSpending(of: assertion))
            try await expect(!store.commitSpending(of: assertion))
            let prolonged = SpentAssertion(digest: assertion.digest, expiresAt: rows.now + 6000)
            try await expect(!store.commitSpending(of: prolonged))
            try await expect(store.commitSpending(of: SpentAssertion(digest: rows.digest(), expiresAt: rows.now)))
            // Trying again did not make it stay longer.
            try await expect(store.commitRemovalOfExpired(at: rows.now + 60, limit: 100), 2)
            try await expect(store.commitSpending(of: assertion))
        },
        Behaviour("of many who spend one assertion that gives nothing exactly one does") { store, rows in
            let assertion = SpentAssertion(digest: rows.digest(), expiresAt: rows.now + 60)
            let outcomes = try await race { _ in try await store.commitSpending(of: assertion) }
            try expect(outcomes.filter(\.self).count, 1)
        },
        .ofPair("what was spent by itself gives no delegation, and the other way round") { store, rows, user, client in
            let first = SpentAssertion(digest: rows.digest(), expiresAt: rows.now + 60)
            try await expect(store.commitSpending(of: first))
            let delegation = rows.delegation(of: user, to: client)
            try await expect(store.commitDelegation(delegation, spending: first), .replayed)
            let second = SpentAssertion(digest: rows.digest(), expiresAt: rows.now + 60)
            try await expect(store.commitDelegation(delegation, spending: second), .committed)
            try await expect(!store.commitSpending(of: second))
        },
    ]

    static let federatedSubjects: [Behaviour] = [
        .ofPair("an account is made with its subject, its delegation and its assertion") {
            store, rows, before, client in
            let arrival = rows.arrival(of: "grace", to: client)
            try await expect(store.findUser(of: arrival.account.subject), nil)
            try await expect(!store.findFederation(of: arrival.account.user.id))
            try await expect(store.commit(arrival), .committed)
            try await expect(store.findUser(of: arrival.account.subject), arrival.account.user)
            try await expect(store.findUser(arrival.account.user.id), arrival.account.user)
            try await expect(store.findFederation(of: arrival.account.user.id))
            try await expect(store.findDelegation(arrival.delegation.id)?.delegation, arrival.delegation)
            try await expect(!store.commitSpending(of: arrival.assertion))
            try await expect(!store.findFederation(of: before.id))
        },
        .ofPair("a subject is its issuer's and its tenant's, octet for octet") { store, rows, _, client in
            let subject = FederatedSubject(issuer: "https://idp.example", tenant: "a", subject: "K1")
            try await expect(store.commit(rows.arrival(of: "grace", as: subject, to: client)), .committed)
            for (issuer, tenant, name) in [
                ("https://idp.example/", "a", "K1"), ("https://idp.example", nil, "K1"),
                ("https://idp.example", "b", "K1"), ("https://idp.example", "a", "k1"),
                ("https://idp.example", "a", "\u{212a}1"), ("https://idp.example", "a", "K1 "),
            ] as [(String, String?, String)] {
                let other = FederatedSubject(issuer: issuer, tenant: tenant, subject: name)
                try await expect(store.findUser(of: other), nil)
            }
            try await expect(store.findUser(of: subject)?.username, "grace")
        },
        .ofPair("an assertion that was spent makes no account") { store, rows, _, client in
            let arrival = rows.arrival(of: "grace", to: client)
            try await expect(store.commitSpending(of: arrival.assertion))
            try await expect(store.commit(arrival), .replayed)
            try await expect(store.findUsers().count, 1)
            try await expect(store.findUser(of: arrival.account.subject), nil)
        },
        .ofPair("a client that is gone makes no account and spends nothing") { store, rows, _, client in
            try await expect(store.commitRemovalOfClient(client.id))
            let arrival = rows.arrival(of: "grace", to: client)
            try await expect(store.commit(arrival), .refused)
            try await expect(store.findUsers().count, 1)
            try await expect(store.commitSpending(of: arrival.assertion))
        },
        .ofPair("a subject, a user name or an address that is taken makes no account and spends nothing") {
            store, rows, _, client in
            let first = rows.arrival(of: "grace", email: "grace@example.com", to: client)
            try await expect(store.commit(first), .committed)
            for late in [
                rows.arrival(of: "other", as: first.account.subject, to: client),
                rows.arrival(of: "GRACE", to: client),
                rows.arrival(of: "hopper", email: "Grace@example.com", to: client),
            ] {
                try await expect(store.commit(late), .outdated)
                try await expect(store.findDelegation(late.delegation.id), nil)
                try await expect(store.commitSpending(of: late.assertion))
            }
            try await expect(store.findUsers().count, 2)
        },
        .ofPair("of many first assertions of one person exactly one makes the account") { store, rows, _, client in
            let subject = FederatedSubject(issuer: "https://idp.example", subject: "1")
            try await race(for: .committed, others: .outdated) { number in
                try await store.commit(rows.arrival(of: "grace-\(number)", as: subject, to: client))
            }
            try await expect(store.findUsers().count, 2)
        },
        .ofPair("a disabled account is still found, and a subject leaves with its account") { store, rows, _, client in
            let first = rows.arrival(of: "grace", to: client)
            let (subject, user) = (first.account.subject, first.account.user)
            try await expect(store.commit(first), .committed)
            try await expect(store.commitDisabled(true, of: user.id, at: rows.now), .done)
            try await expect(store.findUser(of: subject)?.disabled, true)
            try await expect(store.findFederation(of: user.id))
            try await expect(store.commitRemovalOfUser(user.id, at: rows.now), .done)
            try await expect(store.findUser(of: subject), nil)
            try await expect(!store.findFederation(of: user.id))
            let second = rows.arrival(of: "grace", as: subject, to: client)
            try await expect(store.commit(second), .committed)
            try await expect(store.findUser(of: subject), second.account.user)
        },
    ]
}

/// Somebody who comes for the first time.
struct Arrival: Sendable {
    let account: ProvisionedAccountRecord
    let delegation: DelegationRecord
    let assertion: SpentAssertion
}

extension StorageFixture {
    func arrival(
        of username: String, email: String? = nil, as subject: FederatedSubject? = nil, to client: ClientRecord
    ) -> Arrival {
        let user = user(username, email: email)
        return Arrival(
            account: ProvisionedAccountRecord(
                subject: subject ?? FederatedSubject(issuer: "https://idp.example", subject: "of \(username)"),
                user: user),
            delegation: delegation(of: user, to: client, in: nil, code: nil, expiresAt: now + 3600),
            assertion: SpentAssertion(digest: digest(), expiresAt: now + 60))
    }
}

extension Store {
    func commit(_ arrival: Arrival) async throws -> ProvisioningOutcome {
        try await commitProvisionedAccount(arrival.account, delegating: arrival.delegation, spending: arrival.assertion)
    }
}
