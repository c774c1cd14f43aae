import OAuthProtocol
import Storage

extension StorageConformance {
    static let exchanges = [
        Behaviour("an exchange is found as it was committed, by its id alone") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            for actor in [nil, Base64URL.encode(fixture.digest().octets)] {
                let exchange = fixture.exchange(by: client, actor: actor)
                try expect(try await store.commitExchange(exchange))
                try expect(try await store.findExchange(exchange.id), exchange)
            }
            try expect(try await store.findExchange(ExchangeID(at: fixture.now, from: fixture.entropy)), nil)
        },
        Behaviour("no exchange is kept for a registration that is gone, even if its name came back") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            try expect(try await store.commitRemovalOfClient(client.id))
            let first = fixture.exchange(by: client)
            try expect(try await store.commitExchange(first), false)
            let successor = fixture.client()
            try expect(try await store.commitNewClient(successor))
            try expect(try await store.commitExchange(first), false)
            try expect(try await store.findExchange(first.id), nil)
            try expect(try await store.commitExchange(fixture.exchange(by: successor)))
        },
        Behaviour("an exchange outlives the clients that it was made by and from") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            let exchange = fixture.exchange(by: client)
            try expect(try await store.commitExchange(exchange))
            try expect(try await store.commitRemovalOfClient(client.id))
            // Whoever looks at it looks at the registration too, and finds that it is gone.
            try expect(try await store.findExchange(exchange.id), exchange)
        },
        Behaviour("an exchange leaves in the second in which its token has expired") { store, fixture in
            let (_, client) = try await fixture.populate(store)
            let old = fixture.exchange(by: client, expiresAt: fixture.now)
            let young = fixture.exchange(by: client, expiresAt: fixture.now + 1)
            for exchange in [old, young] { try expect(try await store.commitExchange(exchange)) }
            try expect(try await store.commitRemovalOfExpired(at: fixture.now, limit: 100), 1)
            try expect(try await store.findExchange(old.id), nil)
            try expect(try await store.findExchange(young.id), young)
        },
    ]
}

extension StorageFixture {
    /// An exchange of some token of another client, with or without the token of an actor.
    func exchange(by client: ClientRecord, actor: String? = nil, expiresAt: Timestamp? = nil) -> ExchangeRecord {
        ExchangeRecord(
            id: ExchangeID(at: now, from: entropy), client: client.registration,
            subjectTokenID: Base64URL.encode(digest().octets), subjectClientID: ClientID("phone"),
            actorTokenID: actor, createdAt: now, expiresAt: expiresAt ?? now + 600)
    }
}
