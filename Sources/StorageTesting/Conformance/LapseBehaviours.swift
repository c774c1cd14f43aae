import OAuthProtocol
import Storage

extension StorageConformance {
    /// Clients that nobody here registered: how they leave, and how they are kept from coming back.
    static let lapses = [
        Behaviour("a client that named itself is found with its end") { store, fixture in
            let client = fixture.stranger(until: fixture.now + 60)
            try expect(try await store.commitNewClient(client))
            try expect(try await store.findClient(client.id), client)
        },
        Behaviour("each use moves the end of a client that has one, and never back") { store, fixture in
            let client = fixture.stranger(until: fixture.now + 60)
            let other = fixture.client()
            for client in [client, other] { try expect(try await store.commitNewClient(client)) }
            try await store.commitUse(of: [client.id: fixture.now + 50, other.id: fixture.now + 50])
            try expect(try await store.findClient(client.id)?.lapse?.at, fixture.now + 50 + 100)
            try await store.commitUse(of: [client.id: fixture.now + 1])
            try expect(try await store.findClient(client.id)?.lapse?.at, fixture.now + 50 + 100)
            try expect(try await store.findClient(other.id)?.lapse, nil)
        },
        Behaviour("a change may move the end of a client, and only forward") { store, fixture in
            var client = fixture.stranger(until: fixture.now + 60)
            try expect(try await store.commitNewClient(client))
            client.metadata.name = "Another name"
            client.lapse = ClientRecord.Lapse(idle: 200, at: fixture.now + 90)
            try expect(try await store.commitClient(client))
            try expect(try await store.findClient(client.id), client)
            client.lapse?.at = fixture.now + 1
            try expect(try await store.commitClient(client))
            client.lapse?.at = fixture.now + 90
            try expect(try await store.findClient(client.id), client)
        },
        Behaviour("a client that nobody used for long leaves with its consents, and no other does") { store, fixture in
            let (user, registered) = try await fixture.populate(store)
            let old = fixture.stranger("old", until: fixture.now)
            let young = fixture.stranger("young", until: fixture.now + 1)
            for client in [old, young] { try expect(try await store.commitNewClient(client)) }
            for client in [registered, old, young] {
                try await store.commitConsent(fixture.consent(of: user, to: client))
            }
            try expect(try await store.commitRemovalOfExpired(at: fixture.now, limit: 100), 1)
            try expect(Set(try await store.findClients().map(\.id)), [registered.id, young.id])
            try expect(Set(try await store.findConsents(of: user.id).map(\.client.id)), [registered.id, young.id])
        },
        Behaviour("clients are removed together, and what is dismissed is remembered as long as needed") {
            store, fixture in
            let clients = ["a", "b", "c"].map { fixture.stranger($0, until: fixture.now + 60) }
            for client in clients { try expect(try await store.commitNewClient(client)) }
            let (host, other) = (fixture.digest(), fixture.digest())
            let removed = try await store.commitRemovalOfClients(
                [clients[0].id, clients[2].id, ClientID("unknown")],
                dismissing: [Dismissal(key: host, at: fixture.now, expiresAt: fixture.now + 100)])
            try expect(removed, 2)
            try expect(try await store.findClients(), [clients[1]])
            try expect(try await store.findDismissal(ofAny: [other]), nil)
            try expect(try await store.findDismissal(ofAny: []), nil)
            try expect(try await store.findDismissal(ofAny: [other, host]), fixture.now)
            try expect(try await store.commitRemovalOfExpired(at: fixture.now + 59, limit: 100), 0)
            try expect(try await store.commitRemovalOfExpired(at: fixture.now + 100, limit: 100), 2)
            try expect(try await store.findDismissal(ofAny: [host]), nil)
        },
        Behaviour("a client that was dismissed after it came is not kept, and one that came later is") {
            store, fixture in
            let (host, other) = (fixture.digest(), fixture.digest())
            let dismissal = Dismissal(key: host, at: fixture.now, expiresAt: fixture.now + 100)
            try expect(try await store.commitRemovalOfClients([], dismissing: [dismissal]), 0)
            let early = fixture.stranger("early", until: fixture.now + 60)
            let late = fixture.stranger("late", createdAt: fixture.now + 1, until: fixture.now + 60)
            try expect(try await store.commitNewClient(early, unlessDismissedBy: [other, host]), false)
            try expect(try await store.findClient(early.id), nil)
            try expect(try await store.commitNewClient(late, unlessDismissedBy: [other, host]))
            try expect(try await store.commitNewClient(early, unlessDismissedBy: [other]))
        },
        Behaviour("a dismissal that a clock wrote which was ahead counts up to when that is noticed, and no further") {
            store, fixture in
            let (host, plain) = (fixture.digest(), fixture.digest())
            let year: Int64 = 31_536_000
            let ahead = fixture.now + year
            _ = try await store.commitRemovalOfClients(
                [],
                dismissing: [
                    Dismissal(key: host, at: ahead, expiresAt: ahead + 100),
                    Dismissal(key: plain, at: fixture.now + 60, expiresAt: fixture.now + 160),
                ])
            try expect(try await store.commitRemovalOfExpired(at: fixture.now, limit: 100), 0)
            try expect(try await store.findDismissal(ofAny: [host]), fixture.now)
            try expect(try await store.findDismissal(ofAny: [plain]), fixture.now + 60)
            let early = fixture.stranger("early", until: fixture.now + 60)
            let late = fixture.stranger("late", createdAt: fixture.now + 1, until: fixture.now + 60)
            try expect(try await store.commitNewClient(early, unlessDismissedBy: [host]), false)
            try expect(try await store.commitNewClient(late, unlessDismissedBy: [host]))
            _ = try await store.commitRemovalOfExpired(at: fixture.now + 99, limit: 100)
            try expect(try await store.findDismissal(ofAny: [host]), fixture.now)
            _ = try await store.commitRemovalOfExpired(at: fixture.now + 100, limit: 100)
            try expect(try await store.findDismissal(ofAny: [host]), nil)
        },
        Behaviour("of several dismissals of one thing the latest counts, for the longest time") { store, fixture in
            let (key, other) = (fixture.digest(), fixture.digest())
            let dismissals: [(TokenDigest, Int64, Int64)] = [(key, 5, 50), (key, 3, 90), (other, 4, 40)]
            for (key, at, end) in dismissals {
                let dismissal = Dismissal(key: key, at: fixture.now + at, expiresAt: fixture.now + end)
                try expect(try await store.commitRemovalOfClients([], dismissing: [dismissal]), 0)
            }
            try expect(try await store.findDismissal(ofAny: [other, key]), fixture.now + 5)
            try expect(try await store.commitRemovalOfExpired(at: fixture.now + 89, limit: 100), 1)
            try expect(try await store.findDismissal(ofAny: [key]), fixture.now + 5)
        },
    ]
}

extension StorageFixture {
    /// A client that named itself and is gone after a hundred seconds without use.
    fileprivate func stranger(
        _ id: String = "stranger", createdAt: Timestamp? = nil, until end: Timestamp
    ) -> ClientRecord {
        var metadata = ClientMetadata()
        metadata.redirectURIs = ["http://127.0.0.1/back"].compactMap { RedirectURI($0) }
        metadata.authenticationMethod = .none
        return ClientRecord(
            ClientRegistration(of: ClientID(id), from: entropy), metadata: metadata, secrets: [],
            origin: .registration, createdAt: createdAt ?? now, lapse: ClientRecord.Lapse(idle: 100, at: end))
    }
}
