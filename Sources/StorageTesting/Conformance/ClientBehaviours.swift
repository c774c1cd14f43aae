import OAuthProtocol
import Storage

extension StorageConformance {
    static let clients: [Behaviour] = [
        Behaviour("a store answers when it is asked whether it is there") { store, _ in
            try await store.ping()
        },
        Behaviour("a client is found with all that was committed") { store, rows in
            var metadata = ClientMetadata()
            metadata.name = "Caf\u{e9} \u{1f600} \"quoted\""
            metadata.redirectURIs = ["https://a.example/b?c=d", "com.example.app:/back"].compactMap { RedirectURI($0) }
            metadata.grantTypes = [.authorizationCode, .clientCredentials]
            metadata.authenticationMethod = .clientSecretPost
            metadata.scope = Scope(["openid", "offline_access"])
            metadata.defaultScope = Scope(["openid"])
            metadata.resources = ["https://api.example"].compactMap { ResourceIndicator($0) }
            metadata.idTokenAlgorithm = .es256
            metadata.accessTokenFormat = .opaque
            metadata.accessTokenLifetime = 600
            metadata.requiresPKCE = true
            metadata.mayIntrospect = true
            metadata.skipsConsent = true
            metadata.information["client_uri"] = .string("https://a.example")
            let client = ClientRecord(
                ClientRegistration(id: ClientID("all"), instance: .min), metadata: metadata,
                secrets: [
                    StoredSecret(.digest(rows.digest())),
                    StoredSecret(.argon2id("$argon2id$x"), expiresAt: rows.now),
                ],
                origin: .configuration, createdAt: rows.now, lastUsedAt: rows.now + 1)
            try await expect(store.commitNewClient(client))
            try await expect(store.findClient(client.id), client)
            try await expect(store.findClients(), [client])
        },
        Behaviour("a client that is not there is not found") { store, rows in
            try await expect(store.commitNewClient(rows.client("shop")))
            try await expect(store.findClient(ClientID("SHOP")), nil)
            try await expect(store.findClient(ClientID("sho")), nil)
            try await expect(store.findClient(ClientID("")), nil)
        },
        Behaviour("an identifier that is taken is refused and changes nothing") { store, rows in
            let client = try await rows.add(rows.client())
            try await expect(store.commitNewClient(rows.client()), false)
            try await expect(store.findClients(), [client])
        },
        Behaviour("of many who register one identifier exactly one does") { store, rows in
            try await race(for: true, others: false) { _ in try await store.commitNewClient(rows.client()) }
        },
        Behaviour("clients are listed with the oldest first") { store, rows in
            for (id, age) in [("b", 20), ("c", 10), ("a", 30)] as [(String, Int64)] {
                try await expect(store.commitNewClient(rows.client(id, createdAt: rows.now - age)))
            }
            try await expect(store.findClients().map(\.id.value), ["a", "b", "c"])
        },
        Behaviour("a client's metadata and secrets are replaced and nothing else") { store, rows in
            let client = try await rows.add(rows.client())
            try await store.commitUse(of: [client.id: rows.now])
            var changed = client
            changed.metadata.name = "Another shop"
            changed.secrets = []
            try await expect(store.commitClient(changed))
            changed.lastUsedAt = rows.now
            try await expect(store.findClient(client.id), changed)
        },
        Behaviour("a client may get another instance, and stays what it is besides") { store, rows in
            let client = try await rows.add(rows.client())
            let other = rows.client()
            let renewed = ClientRecord(
                ClientRegistration(id: client.id, instance: other.registration.instance), metadata: other.metadata,
                secrets: other.secrets,
                origin: client.origin, createdAt: client.createdAt)
            try await expect(store.commitClient(renewed, replacing: client.registration))
            try await expect(store.findClient(client.id), renewed)
            try await expect(store.commitClient(client), false)
        },
        Behaviour("a registration that is gone is not changed, nor is its successor") { store, rows in
            let client = rows.client()
            try await expect(store.commitClient(client), false)
            let successor = try await rows.add(rows.client())
            try await expect(store.commitClient(client), false)
            try await expect(store.findClient(client.id), successor)
        },
        .ofPair("a client is removed once, with its consents and no others") { store, rows, user, client in
            let other = try await rows.add(rows.client("other"))
            try await store.commitConsent(rows.consent(of: user, to: client))
            try await store.commitConsent(rows.consent(of: user, to: other))
            try await expect(store.commitRemovalOfClient(client.id))
            try await expect(store.commitRemovalOfClient(client.id), false)
            try await expect(store.findClient(client.id), nil)
            try await expect(store.findConsents(of: user.id).map(\.client.id), [other.id])
        },
        Behaviour("the last use of a client is noted and an unknown client passed over") { store, rows in
            let client = try await rows.add(rows.client())
            try await store.commitUse(of: [client.id: rows.now + 60, ClientID("unknown"): rows.now])
            try await store.commitUse(of: [client.id: rows.now])
            try await store.commitUse(of: [:])
            try await expect(store.findClient(client.id)?.lastUsedAt, rows.now + 60)
        },
    ]
}
