import OAuthProtocol
import Storage

extension StorageConformance {
    /// Registrations that nobody has let in: what takes their place, and how much of it there may be.
    static let replacements: [Behaviour] = [
        Behaviour("what a client registered anew is kept as its network's, and what was before is revoked") {
            store, rows in
            let client = rows.newcomer()
            let key = rows.digest()
            try await expect(rows.replace(client, key))
            try await expect(store.findClient(client.id), client)
            try await expect(store.findRegistrationRevocation(ofAny: [key]), rows.now)
            try await expect(store.commitRemovalOfExpired(at: rows.now + 999, limit: 100), 1)
            try await expect(store.findClient(client.id), client)
        },
        Behaviour("nothing takes the place of what a client withdraws, or registered anew before") { store, rows in
            let (withdrawn, changed) = (rows.newcomer("withdrawn"), rows.newcomer("changed"))
            try await expect(rows.replace(changed, rows.digest()))
            for client in [withdrawn, changed] {
                let key = rows.digest()
                let outcome = try await store.commitReplacement(
                    of: client.id, by: nil, revoking: rows.revocation(key), unlessRevokedBy: [key],
                    from: StorageFixture.network, within: StorageFixture.shares)
                try expect(outcome)
                try await expect(store.findClient(client.id), nil)
                try await expect(store.findRegistrationRevocation(ofAny: [key]), rows.now)
            }
        },
        Behaviour("a client that somebody let in is neither replaced nor withdrawn so") { store, rows in
            var client = rows.newcomer()
            client.network = nil
            try await expect(store.commitNewClient(client))
            for successor in [rows.newcomer(), nil] {
                let key = rows.digest()
                let outcome = try await store.commitReplacement(
                    of: client.id, by: successor, revoking: rows.revocation(key), unlessRevokedBy: [],
                    from: StorageFixture.network, within: StorageFixture.shares)
                try expect(outcome, false)
                try await expect(store.findRegistrationRevocation(ofAny: [key]), nil)
            }
            try await expect(store.findClient(client.id), client)
        },
        Behaviour("a client that was revoked comes back with no other metadata") { store, rows in
            let (client, key) = (rows.newcomer(), rows.digest())
            _ = try await store.commitRemovalOfClients([], revoking: [rows.revocation(key)])
            let outcome = try await store.commitReplacement(
                of: client.id, by: client, revoking: rows.revocation(rows.digest()), unlessRevokedBy: [key],
                from: StorageFixture.network, within: StorageFixture.shares)
            try expect(outcome, false)
            try await expect(store.findClient(client.id), nil)
        },
        Behaviour("of one network the oldest rows leave, and none of whom somebody let in") { store, rows in
            var letIn = rows.newcomer("let in", until: 1)
            try await expect(rows.replace(letIn, rows.digest()))
            let before = letIn
            letIn.network = nil
            for client in [letIn, before] { try await expect(store.commitClient(client)) }
            try await expect(store.findClient(letIn.id), letIn)
            let other = rows.newcomer("other", of: [9], until: 2)
            try await expect(rows.replace(other, rows.digest()))
            var clients: [ClientRecord] = []
            for number in 3..<7 as Range<Int64> {
                let client = rows.newcomer("client \(number)", until: number)
                clients.append(client)
                try await expect(rows.replace(client, rows.digest()))
                let left = [letIn, other] + clients.suffix(2)
                try await expect(Set(store.findClients().map(\.id)), Set(left.map(\.id)))
            }
        },
        Behaviour("of all networks the oldest rows leave") { store, rows in
            var clients: [ClientRecord] = []
            for number in 1..<9 as Range<Int64> {
                let client = rows.newcomer("client \(number)", of: [UInt8(number)], until: number)
                clients.append(client)
                try await expect(rows.replace(client, rows.digest()))
                try await expect(Set(store.findClients().map(\.id)), Set(clients.suffix(4).map(\.id)))
            }
        },
        Behaviour("revocations that anonymous requests cause are bounded, and an operator's stay") { store, rows in
            let (own, shared) = (rows.digest(), rows.digest())
            _ = try await store.commitRemovalOfClients([], revoking: [rows.revocation(own, until: 1)])
            try await expect(rows.withdraw(shared, until: 2))
            _ = try await store.commitRemovalOfClients([], revoking: [rows.revocation(shared, until: 2)])
            try await expect(rows.withdraw(shared, until: 2))
            var keys: [TokenDigest] = []
            for number in 3..<9 as Range<Int64> {
                keys.append(rows.digest())
                try await expect(rows.withdraw(keys[keys.count - 1], until: number))
                for (age, key) in keys.reversed().enumerated() {
                    try await expect(store.findRegistrationRevocation(ofAny: [key]) != nil, age < 3)
                }
            }
            for key in [own, shared] { try await expect(store.findRegistrationRevocation(ofAny: [key]), rows.now) }
        },
    ]
}

extension StorageFixture {
    fileprivate static let network: [UInt8] = [192, 0, 2, 1]
    fileprivate static let shares = RegistrationShares(
        clients: RowBounds(perNetwork: 2, overAll: 4), revocations: RowBounds(perNetwork: 3, overAll: 60))

    /// A client that registered other metadata before anybody let it in.
    fileprivate func newcomer(
        _ id: String = "newcomer", of network: [UInt8] = network, until seconds: Int64 = 5_000
    ) -> ClientRecord {
        .make(
            id: id, metadata: client(id).metadata, instance: instance(), origin: .registration, createdAt: now,
            expiry: ClientRecord.Expiry(idle: 100, at: now + 5_000 + seconds), network: network)
    }

    fileprivate func revocation(_ key: TokenDigest, until seconds: Int64 = 0) -> RegistrationRevocation {
        RegistrationRevocation(key: key, at: now, expiresAt: now + 900 + seconds)
    }

    fileprivate func replace(
        _ client: ClientRecord, _ key: TokenDigest
    ) async throws(StorageError) -> Bool {
        try await store.commitReplacement(
            of: client.id, by: client, revoking: revocation(key), unlessRevokedBy: [],
            from: client.network ?? Self.network, within: Self.shares)
    }

    fileprivate func withdraw(
        _ key: TokenDigest, until seconds: Int64
    ) async throws(StorageError) -> Bool {
        try await store.commitReplacement(
            of: ClientID("any"), by: nil, revoking: revocation(key, until: seconds), unlessRevokedBy: [],
            from: Self.network, within: Self.shares)
    }
}
