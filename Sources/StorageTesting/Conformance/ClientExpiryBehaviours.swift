import OAuthProtocol
import Storage

extension StorageConformance {
    /// Clients that nobody here registered: how they leave, and how they are kept from coming back.
    static let expires: [Behaviour] = [
        Behaviour("a client that named itself is found with its end") { store, rows in
            let client = try await rows.add(rows.dynamicClient(until: rows.now + 60))
            try await expect(store.findClient(client.id), client)
        },
        Behaviour("each use moves the end of a client that has one, and never back") { store, rows in
            let client = rows.dynamicClient(until: rows.now + 60)
            let other = rows.client()
            for client in [client, other] { try await expect(store.commitNewClient(client)) }
            try await store.commitUse(of: [client.id: rows.now + 50, other.id: rows.now + 50])
            try await expect(store.findClient(client.id)?.expiry?.at, rows.now + 50 + 100)
            try await store.commitUse(of: [client.id: rows.now + 1])
            try await expect(store.findClient(client.id)?.expiry?.at, rows.now + 50 + 100)
            try await expect(store.findClient(other.id)?.expiry, nil)
        },
        Behaviour("a change may move the end of a client, and only forward") { store, rows in
            var client = try await rows.add(rows.dynamicClient(until: rows.now + 60))
            client.metadata.name = "Another name"
            client.expiry = ClientRecord.Expiry(idle: 200, at: rows.now + 90)
            try await expect(store.commitClient(client))
            try await expect(store.findClient(client.id), client)
            client.expiry?.at = rows.now + 1
            try await expect(store.commitClient(client))
            client.expiry?.at = rows.now + 90
            try await expect(store.findClient(client.id), client)
        },
        .ofPair("a client that nobody used for long leaves with its consents, and no other does") {
            store, rows, user, registered in
            let old = rows.dynamicClient("old", until: rows.now)
            let young = rows.dynamicClient("young", until: rows.now + 1)
            for client in [old, young] { try await expect(store.commitNewClient(client)) }
            for client in [registered, old, young] {
                try await store.commitConsent(rows.consent(of: user, to: client))
            }
            try await expect(store.commitRemovalOfExpired(at: rows.now, limit: 100), 1)
            try await expect(Set(store.findClients().map(\.id)), [registered.id, young.id])
            try await expect(Set(store.findConsents(of: user.id).map(\.client.id)), [registered.id, young.id])
        },
        Behaviour("clients are removed together, and what is revoked is remembered as long as needed") {
            store, rows in
            let clients = ["a", "b", "c"].map { rows.dynamicClient($0, until: rows.now + 60) }
            for client in clients { try await expect(store.commitNewClient(client)) }
            let (host, other) = (rows.digest(), rows.digest())
            let removed = try await store.commitRemovalOfClients(
                [clients[0].id, clients[2].id, ClientID("unknown")],
                revoking: [RegistrationRevocation(key: host, at: rows.now, expiresAt: rows.now + 100)])
            try expect(removed, 2)
            try await expect(store.findClients(), [clients[1]])
            try await expect(store.findRegistrationRevocation(ofAny: [other]), nil)
            try await expect(store.findRegistrationRevocation(ofAny: []), nil)
            try await expect(store.findRegistrationRevocation(ofAny: [other, host]), rows.now)
            try await expect(store.commitRemovalOfExpired(at: rows.now + 59, limit: 100), 0)
            try await expect(store.commitRemovalOfExpired(at: rows.now + 100, limit: 100), 2)
            try await expect(store.findRegistrationRevocation(ofAny: [host]), nil)
        },
        Behaviour("a client that was revoked after it came is not kept, and one that came later is") { store, rows in
            let (host, other) = (rows.digest(), rows.digest())
            let revocation = RegistrationRevocation(key: host, at: rows.now, expiresAt: rows.now + 100)
            try await expect(store.commitRemovalOfClients([], revoking: [revocation]), 0)
            let early = rows.dynamicClient("early", until: rows.now + 60)
            let late = rows.dynamicClient("late", createdAt: rows.now + 1, until: rows.now + 60)
            try await expect(store.commitNewClient(early, unlessRevokedBy: [other, host]), false)
            try await expect(store.findClient(early.id), nil)
            try await expect(store.commitNewClient(late, unlessRevokedBy: [other, host]))
            try await expect(store.commitNewClient(early, unlessRevokedBy: [other]))
        },
        Behaviour("a revocation that a clock wrote which was ahead counts up to when that is noticed, and no further") {
            store, rows in
            let (host, plain) = (rows.digest(), rows.digest())
            let year: Int64 = 31_536_000
            let ahead = rows.now + year
            _ = try await store.commitRemovalOfClients(
                [],
                revoking: [
                    RegistrationRevocation(key: host, at: ahead, expiresAt: ahead + 100),
                    RegistrationRevocation(key: plain, at: rows.now + 60, expiresAt: rows.now + 160),
                ])
            try await expect(store.commitRemovalOfExpired(at: rows.now, limit: 100), 0)
            try await expect(store.findRegistrationRevocation(ofAny: [host]), rows.now)
            try await expect(store.findRegistrationRevocation(ofAny: [plain]), rows.now + 60)
            let early = rows.dynamicClient("early", until: rows.now + 60)
            let late = rows.dynamicClient("late", createdAt: rows.now + 1, until: rows.now + 60)
            try await expect(store.commitNewClient(early, unlessRevokedBy: [host]), false)
            try await expect(store.commitNewClient(late, unlessRevokedBy: [host]))
            _ = try await store.commitRemovalOfExpired(at: rows.now + 99, limit: 100)
            try await expect(store.findRegistrationRevocation(ofAny: [host]), rows.now)
            _ = try await store.commitRemovalOfExpired(at: rows.now + 100, limit: 100)
            try await expect(store.findRegistrationRevocation(ofAny: [host]), nil)
        },
        Behaviour("of several revocations of one thing the latest counts, for the longest time") { store, rows in
            let (key, other) = (rows.digest(), rows.digest())
            let revocations: [(TokenDigest, Int64, Int64)] = [(key, 5, 50), (key, 3, 90), (other, 4, 40)]
            for (key, at, end) in revocations {
                let revocation = RegistrationRevocation(key: key, at: rows.now + at, expiresAt: rows.now + end)
                try await expect(store.commitRemovalOfClients([], revoking: [revocation]), 0)
            }
            try await expect(store.findRegistrationRevocation(ofAny: [other, key]), rows.now + 5)
            try await expect(store.commitRemovalOfExpired(at: rows.now + 89, limit: 100), 1)
            try await expect(store.findRegistrationRevocation(ofAny: [key]), rows.now + 5)
        },
    ]
}

extension StorageFixture {
    /// A client that named itself and is gone after a hundred seconds without use.
    fileprivate func dynamicClient(
        _ id: String = "stranger", createdAt: Timestamp? = nil, until end: Timestamp
    ) -> ClientRecord {
        var metadata = ClientMetadata()
        metadata.redirectURIs = ["http://127.0.0.1/back"].compactMap { RedirectURI($0) }
        metadata.authenticationMethod = .none
        return .make(
            id: id, metadata: metadata, instance: instance(), origin: .registration, createdAt: createdAt ?? now,
            expiry: ClientRecord.Expiry(idle: 100, at: end))
    }
}
