import OAuthProtocol
import Storage

extension StorageConformance {
    static let profiles = [
        Behaviour("a changed profile replaces what is known of the person and nothing else") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let alive = try await fixture.redeem(fixture.delegation(of: user, to: client, in: session), in: store)
            var changed = user
            changed.username = "Alicia"
            changed.email = "Alicia@example.com"
            changed.emailVerified = true
            changed.name = "Alicia \u{1f600}"
            changed.claims = ["given_name": .string("Alicia"), "roles": .strings(["a", "b"])]
            changed.updatedAt = fixture.now + 7
            var asked = changed
            asked.passwordHash = "$argon2id$smuggled"
            asked.disabled = true

            try expect(try await store.commitProfile(asked, replacing: user), .done)

            try expect(try await store.findUser(user.id), changed)
            try expect(try await store.findUser(login: "ALICIA"), changed)
            try expect(try await store.findUser(login: "alicia@EXAMPLE.com"), changed)
            try expect(try await store.findUser(login: user.username), nil)
            try expect(try await store.findSession(session.digest) != nil)
            try expect(try await store.revocation(of: alive), nil)
        },
        Behaviour("what is taken from a profile is gone and free for others") { store, fixture in
            var full = fixture.user("alice", email: "a@example.com")
            full.name = "Alice"
            full.claims = ["nickname": .string("Al")]
            try expect(try await store.commitNewUser(full), .done)
            var bare = full
            bare.email = nil
            bare.name = nil
            bare.claims = [:]
            try expect(try await store.commitProfile(bare, replacing: full), .done)
            try expect(try await store.findUser(full.id), bare)
            try expect(try await store.commitNewUser(fixture.user("bob", email: "A@example.com")), .done)
            try expect(try await store.commitProfile(full, replacing: bare), .emailTaken)
        },
        Behaviour("a profile cannot take another account's name or address") { store, fixture in
            let user = fixture.user("alice", email: "a@example.com")
            try expect(try await store.commitNewUser(user), .done)
            try expect(try await store.commitNewUser(fixture.user("Bob", email: "B@example.com")), .done)
            var named = user
            named.username = "bOB"
            try expect(try await store.commitProfile(named, replacing: user), .usernameTaken)
            var addressed = user
            addressed.email = "b@EXAMPLE.com"
            try expect(try await store.commitProfile(addressed, replacing: user), .emailTaken)
            try expect(try await store.findUser(user.id), user)
            var respelt = user
            respelt.username = "ALICE"
            respelt.email = "A@example.com"
            try expect(try await store.commitProfile(respelt, replacing: user), .done)
        },
        Behaviour("a change made upon a profile that is not any more is refused") { store, fixture in
            let user = fixture.user()
            try expect(try await store.commitNewUser(user), .done)
            var first = user
            first.claims["given_name"] = .string("Alice")
            var second = user
            second.claims["family_name"] = .string("Doe")
            try expect(try await store.commitProfile(first, replacing: user), .done)
            try expect(try await store.commitProfile(second, replacing: user), .changedMeanwhile)
            try expect(try await store.findUser(user.id), first)
        },
        Behaviour("of many who change one profile at once exactly one does") { store, fixture in
            let user = fixture.user()
            try expect(try await store.commitNewUser(user), .done)
            let outcomes = try await race { number in
                var changed = user
                changed.claims["number"] = .integer(number)
                return try await store.commitProfile(changed, replacing: user)
            }
            try expect(outcomes.filter { $0 == .done }.count, 1)
            try expect(outcomes.filter { $0 == .changedMeanwhile }.count, 99)
        },
        Behaviour("a password changed meanwhile does not stand in the way of a profile") { store, fixture in
            let user = fixture.user()
            try expect(try await store.commitNewUser(user), .done)
            try expect(try await store.commitPassword("$argon2id$new", of: user.id, at: fixture.now + 1), .done)
            var changed = user
            changed.name = "Alice"
            changed.updatedAt = fixture.now + 2
            try expect(try await store.commitProfile(changed, replacing: user), .done)
            changed.passwordHash = "$argon2id$new"
            try expect(try await store.findUser(user.id), changed)
        },
        Behaviour("the profile of an account that is not there cannot change") { store, fixture in
            let nobody = fixture.user("nobody")
            try expect(try await store.commitProfile(nobody, replacing: nobody), .unknown)
            try expect(try await store.findUsers(), [])
        },
    ]
}
