import OAuthProtocol
import Storage

extension StorageConformance {
    static let clients = [
        Behaviour("a store answers when it is asked whether it is there") { store, _ in
            try await store.ping()
        },
        Behaviour("a client is found with all that was committed") { store, fixture in
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
                    StoredSecret(.digest(fixture.digest())),
                    StoredSecret(.argon2id("$argon2id$x"), expiresAt: fixture.now),
                ],
                origin: .configuration, createdAt: fixture.now, lastUsedAt: fixture.now + 1)
            try expect(try await store.commitNewClient(client))
            try expect(try await store.findClient(client.id), client)
            try expect(try await store.findClients(), [client])
        },
        Behaviour("a client that is not there is not found") { store, fixture in
            try expect(try await store.commitNewClient(fixture.client("shop")))
            try expect(try await store.findClient(ClientID("SHOP")), nil)
            try expect(try await store.findClient(ClientID("sho")), nil)
            try expect(try await store.findClient(ClientID("")), nil)
        },
        Behaviour("an identifier that is taken is refused and changes nothing") { store, fixture in
            let client = fixture.client()
            try expect(try await store.commitNewClient(client))
            try expect(try await store.commitNewClient(fixture.client()), false)
            try expect(try await store.findClients(), [client])
        },
        Behaviour("of many who register one identifier exactly one does") { store, fixture in
            let outcomes = try await race { _ in try await store.commitNewClient(fixture.client()) }
            try expect(outcomes.filter { $0 }.count, 1)
        },
        Behaviour("clients are listed with the oldest first") { store, fixture in
            for (id, age) in [("b", 20), ("c", 10), ("a", 30)] as [(String, Int64)] {
                try expect(try await store.commitNewClient(fixture.client(id, createdAt: fixture.now - age)))
            }
            try expect(try await store.findClients().map(\.id.value), ["a", "b", "c"])
        },
        Behaviour("a client's metadata and secrets are replaced and nothing else") { store, fixture in
            let client = fixture.client()
            try expect(try await store.commitNewClient(client))
            try await store.commitUse(of: [client.id: fixture.now])
            var changed = client
            changed.metadata.name = "Another shop"
            changed.secrets = []
            try expect(try await store.commitClient(changed))
            changed.lastUsedAt = fixture.now
            try expect(try await store.findClient(client.id), changed)
        },
        Behaviour("a client may get another instance, and stays what it is besides") { store, fixture in
            let client = fixture.client()
            try expect(try await store.commitNewClient(client))
            let other = fixture.client()
            let renewed = ClientRecord(
                ClientRegistration(id: client.id, instance: other.registration.instance), metadata: other.metadata,
                secrets: other.secrets,
                origin: client.origin, createdAt: client.createdAt)
            try expect(try await store.commitClient(renewed, replacing: client.registration))
            try expect(try await store.findClient(client.id), renewed)
            try expect(try await store.commitClient(client), false)
        },
        Behaviour("a registration that is gone is not changed, nor is its successor") { store, fixture in
            let client = fixture.client()
            try expect(try await store.commitClient(client), false)
            let successor = fixture.client()
            try expect(try await store.commitNewClient(successor))
            try expect(try await store.commitClient(client), false)
            try expect(try await store.findClient(client.id), successor)
        },
        Behaviour("a client is removed once, with its consents and no others") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let other = fixture.client("other")
            try expect(try await store.commitNewClient(other))
            try await store.commitConsent(fixture.consent(of: user, to: client))
            try await store.commitConsent(fixture.consent(of: user, to: other))
            try expect(try await store.commitRemovalOfClient(client.id))
            try expect(try await store.commitRemovalOfClient(client.id), false)
            try expect(try await store.findClient(client.id), nil)
            try expect(try await store.findConsents(of: user.id).map(\.client.id), [other.id])
        },
        Behaviour("the last use of a client is noted and an unknown client passed over") { store, fixture in
            let client = fixture.client()
            try expect(try await store.commitNewClient(client))
            try await store.commitUse(of: [client.id: fixture.now + 60, ClientID("unknown"): fixture.now])
            try await store.commitUse(of: [client.id: fixture.now])
            try await store.commitUse(of: [:])
            try expect(try await store.findClient(client.id)?.lastUsedAt, fixture.now + 60)
        },
    ]
}
