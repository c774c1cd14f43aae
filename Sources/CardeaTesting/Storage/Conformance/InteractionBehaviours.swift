import OAuthProtocol
import Storage

extension StorageConformance {
    static let interactions = [
        Behaviour("a waiting request is found as it was committed, whether or not it has expired") { store, fixture in
            let interaction = fixture.interaction(expiresAt: fixture.now - 1)
            try await store.commitInteraction(interaction)
            try expect(try await store.findInteraction(interaction.digest), interaction)
            try expect(try await store.findInteraction(fixture.digest()), nil)
        },
        Behaviour("a waiting request may be empty or large") { store, fixture in
            for request in [[], [UInt8](repeating: 0, count: 60_000)] {
                let interaction = InteractionRecord(
                    digest: fixture.digest(), browser: fixture.digest(), request: request, expiresAt: fixture.now)
                try await store.commitInteraction(interaction)
                try expect(try await store.findInteraction(interaction.digest), interaction)
            }
        },
        Behaviour("a waiting request can be replaced, and stays with its browser") { store, fixture in
            let interaction = fixture.interaction()
            try await store.commitInteraction(interaction)
            let request = Array(#"{"client_id":"shop","max_age":1}"#.utf8)
            try expect(try await store.commitInteraction(interaction.digest, request: request))
            let found = try await store.findInteraction(interaction.digest)
            try expect(found?.request, request)
            try expect(found?.browser, interaction.browser)
            try expect(found?.expiresAt, interaction.expiresAt)
        },
        Behaviour("a waiting request that was ended does not come back by being replaced") { store, fixture in
            let digest = fixture.digest()
            try expect(try await store.commitInteraction(digest, request: [1]), false)
            try expect(try await store.findInteraction(digest), nil)
        },
        Behaviour("of many who end one waiting request exactly one does") { store, fixture in
            let interaction = fixture.interaction()
            try await store.commitInteraction(interaction)
            let ended = try await race { _ in try await store.commitEndOfInteraction(interaction.digest) }
            try expect(ended.filter { $0 }.count, 1)
            try expect(try await store.findInteraction(interaction.digest), nil)
        },
    ]
}

extension StorageFixture {
    func interaction(expiresAt: Timestamp? = nil) -> InteractionRecord {
        InteractionRecord(
            digest: digest(), browser: digest(), request: Array(#"{"client_id":"shop"}"#.utf8),
            expiresAt: expiresAt ?? now + 600)
    }
}
