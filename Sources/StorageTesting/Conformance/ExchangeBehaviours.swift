import OAuthProtocol
import Storage

extension StorageConformance {
    static let exchanges: [Behaviour] = [
        .ofPair("an exchange is found as it was committed, by its id alone") { store, rows, _, client in
            for actor in [nil, Base64URL.encode(rows.digest().octets)] {
                let exchange = rows.exchange(by: client, actor: actor)
                try await expect(store.commitExchange(exchange))
                try await expect(store.findExchange(exchange.id), exchange)
            }
            try await expect(store.findExchange(ExchangeID(at: rows.now, from: rows.entropy)), nil)
        },
        .ofPair("no exchange is kept for a registration that is gone, even if its name came back") {
            store, rows, _, client in
            try await expect(store.commitRemovalOfClient(client.id))
            let first = rows.exchange(by: client)
            try await expect(store.commitExchange(first), false)
            let successor = try await rows.add(rows.client())
            try await expect(store.commitExchange(first), false)
            try await expect(store.findExchange(first.id), nil)
            try await expect(store.commitExchange(rows.exchange(by: successor)))
        },
        .ofPair("an exchange outlives the clients that it was made by and from") { store, rows, _, client in
            let exchange = rows.exchange(by: client)
            try await expect(store.commitExchange(exchange))
            try await expect(store.commitRemovalOfClient(client.id))
            // Whoever looks at it looks at the registration too, and finds that it is gone.
            try await expect(store.findExchange(exchange.id), exchange)
        },
        .ofPair("an exchange leaves in the second in which its token has expired") { store, rows, _, client in
            let old = rows.exchange(by: client, expiresAt: rows.now)
            let young = rows.exchange(by: client, expiresAt: rows.now + 1)
            for exchange in [old, young] { try await expect(store.commitExchange(exchange)) }
            try await expect(store.commitRemovalOfExpired(at: rows.now, limit: 100), 1)
            try await expect(store.findExchange(old.id), nil)
            try await expect(store.findExchange(young.id), young)
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
