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
        Behaviour("a waiting request is handed on by the browser that has it and no other") { store, fixture in
            let interaction = fixture.interaction()
            let stranger = fixture.digest()
            let renewed = fixture.digest()
            try await store.commitInteraction(interaction)
            try expect(try await store.commitInteraction(interaction.digest, from: stranger, to: renewed), false)
            try expect(try await store.findInteraction(interaction.digest), interaction)
            try expect(try await store.commitInteraction(interaction.digest, from: interaction.browser, to: renewed))
            try expect(try await store.findInteraction(interaction.digest)?.browser, renewed)
            try expect(try await store.findInteraction(interaction.digest)?.request, interaction.request)
            try expect(
                try await store.commitInteraction(interaction.digest, from: interaction.browser, to: stranger), false)
        },
        Behaviour("a waiting request that is gone is not handed on") { store, fixture in
            let digest = fixture.digest()
            try expect(try await store.commitInteraction(digest, from: fixture.digest(), to: fixture.digest()), false)
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
