import OAuthProtocol
import Storage

extension StorageConformance {
    /// Registrations that nobody has let in: what takes their place, and how much of it there may be.
    static let replacements = [
        Behaviour("what a client registered anew is kept as its network's, and what was before is dismissed") {
            store, fixture in
            let client = fixture.newcomer()
            let key = fixture.digest()
            try expect(try await fixture.replace(client, key, in: store))
            try expect(try await store.findClient(client.id), client)
            try expect(try await store.findDismissal(ofAny: [key]), fixture.now)
            try expect(try await store.commitRemovalOfExpired(at: fixture.now + 999, limit: 100), 1)
            try expect(try await store.findClient(client.id), client)
        },
        Behaviour("nothing takes the place of what a client withdraws, or registered anew before") { store, fixture in
            let (withdrawn, changed) = (fixture.newcomer("withdrawn"), fixture.newcomer("changed"))
            try expect(try await fixture.replace(changed, fixture.digest(), in: store))
            for client in [withdrawn, changed] {
                let key = fixture.digest()
                let outcome = try await store.commitReplacement(
                    of: client.id, by: nil, dismissing: fixture.dismissal(key), unlessDismissedBy: [key],
                    from: StorageFixture.network, within: StorageFixture.shares)
                try expect(outcome)
                try expect(try await store.findClient(client.id), nil)
                try expect(try await store.findDismissal(ofAny: [key]), fixture.now)
            }
        },
        Behaviour("a client that somebody let in is neither replaced nor withdrawn so") { store, fixture in
            var client = fixture.newcomer()
            client.network = nil
            try expect(try await store.commitNewClient(client))
            for successor in [fixture.newcomer(), nil] {
                let key = fixture.digest()
                let outcome = try await store.commitReplacement(
                    of: client.id, by: successor, dismissing: fixture.dismissal(key), unlessDismissedBy: [],
                    from: StorageFixture.network, within: StorageFixture.shares)
                try expect(outcome, false)
                try expect(try await store.findDismissal(ofAny: [key]), nil)
            }
            try expect(try await store.findClient(client.id), client)
        },
        Behaviour("a client that was dismissed comes back with no other metadata") { store, fixture in
            let (client, key) = (fixture.newcomer(), fixture.digest())
            _ = try await store.commitRemovalOfClients([], dismissing: [fixture.dismissal(key)])
            let outcome = try await store.commitReplacement(
                of: client.id, by: client, dismissing: fixture.dismissal(fixture.digest()), unlessDismissedBy: [key],
                from: StorageFixture.network, within: StorageFixture.shares)
            try expect(outcome, false)
            try expect(try await store.findClient(client.id), nil)
        },
        Behaviour("of one network the oldest rows leave, and none of whom somebody let in") { store, fixture in
            var letIn = fixture.newcomer("let in", until: 1)
            try expect(try await fixture.replace(letIn, fixture.digest(), in: store))
            let before = letIn
            letIn.network = nil
            for client in [letIn, before] { try expect(try await store.commitClient(client)) }
            try expect(try await store.findClient(letIn.id), letIn)
            let other = fixture.newcomer("other", of: [9], until: 2)
            try expect(try await fixture.replace(other, fixture.digest(), in: store))
            var clients: [ClientRecord] = []
            for number in 3..<7 as Range<Int64> {
                let client = fixture.newcomer("client \(number)", until: number)
                clients.append(client)
                try expect(try await fixture.replace(client, fixture.digest(), in: store))
                try expect(
                    Set(try await store.findClients().map(\.id)),
                    Set(([letIn, other] + clients.suffix(2)).map(\.id)))
            }
        },
        Behaviour("of all networks the oldest rows leave") { store, fixture in
            var clients: [ClientRecord] = []
            for number in 1..<9 as Range<Int64> {
                let client = fixture.newcomer("client \(number)", of: [UInt8(number)], until: number)
                clients.append(client)
                try expect(try await fixture.replace(client, fixture.digest(), in: store))
                try expect(Set(try await store.findClients().map(\.id)), Set(clients.suffix(4).map(\.id)))
            }
        },
        Behaviour("dismissals that strangers cause are bounded, and an operator's stay") { store, fixture in
            let (own, shared) = (fixture.digest(), fixture.digest())
            _ = try await store.commitRemovalOfClients([], dismissing: [fixture.dismissal(own, until: 1)])
            try expect(try await fixture.withdraw(shared, in: store, until: 2))
            _ = try await store.commitRemovalOfClients([], dismissing: [fixture.dismissal(shared, until: 2)])
            try expect(try await fixture.withdraw(shared, in: store, until: 2))
            var keys: [TokenDigest] = []
            for number in 3..<9 as Range<Int64> {
                keys.append(fixture.digest())
                try expect(try await fixture.withdraw(keys[keys.count - 1], in: store, until: number))
                for (age, key) in keys.reversed().enumerated() {
                    try expect(try await store.findDismissal(ofAny: [key]) != nil, age < 3)
                }
            }
            for key in [own, shared] { try expect(try await store.findDismissal(ofAny: [key]), fixture.now) }
        },
    ]
}

extension StorageFixture {
    fileprivate static let network: [UInt8] = [192, 0, 2, 1]
    fileprivate static let shares = RegistrationShares(
        clients: RowBounds(perNetwork: 2, overAll: 4), dismissals: RowBounds(perNetwork: 3, overAll: 60))

    /// A client that registered other metadata before anybody let it in.
    fileprivate func newcomer(
        _ id: String = "newcomer", of network: [UInt8] = network, until seconds: Int64 = 5_000
    ) -> ClientRecord {
        ClientRecord(
            ClientRegistration(of: ClientID(id), from: entropy), metadata: client(id).metadata, secrets: [],
            origin: .registration, createdAt: now, lapse: ClientRecord.Lapse(idle: 100, at: now + 5_000 + seconds),
            network: network)
    }

    fileprivate func dismissal(_ key: TokenDigest, until seconds: Int64 = 0) -> Dismissal {
        Dismissal(key: key, at: now, expiresAt: now + 900 + seconds)
    }

    fileprivate func replace(
        _ client: ClientRecord, _ key: TokenDigest, in store: any Store
    ) async throws(StorageError) -> Bool {
        try await store.commitReplacement(
            of: client.id, by: client, dismissing: dismissal(key), unlessDismissedBy: [],
            from: client.network ?? Self.network, within: Self.shares)
    }

    fileprivate func withdraw(
        _ key: TokenDigest, in store: any Store, until seconds: Int64
    ) async throws(StorageError) -> Bool {
        try await store.commitReplacement(
            of: ClientID("any"), by: nil, dismissing: dismissal(key, until: seconds), unlessDismissedBy: [],
            from: Self.network, within: Self.shares)
    }
}
