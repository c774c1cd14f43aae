import OAuthProtocol
import Storage

extension StorageConformance {
    static let profiles: [Behaviour] = [
        .ofSession("a changed profile replaces what is known of the person and nothing else") {
            store, rows, user, client, session in
            let alive = try await rows.redeem(rows.delegation(of: user, to: client, in: session))
            var changed = user
            changed.username = "Alicia"
            changed.email = "Alicia@example.com"
            changed.emailVerified = true
            changed.name = "Alicia \u{1f600}"
            changed.claims = ["given_name": .string("Alicia"), "roles": .strings(["a", "b"])]
            changed.updatedAt = rows.now + 7
            var asked = changed
            asked.passwordHash = "$argon2id$smuggled"
            asked.disabled = true

            try await expect(store.commitProfile(asked, replacing: user), .done)

            try await expect(store.findUser(user.id), changed)
            try await expect(store.findUser(login: "ALICIA"), changed)
            try await expect(store.findUser(login: "alicia@EXAMPLE.com"), changed)
            try await expect(store.findUser(login: user.username), nil)
            try await expect(store.findSession(session.digest) != nil)
            try await expect(store.revocation(of: alive), nil)
        },
        Behaviour("what is taken from a profile is gone and free for others") { store, rows in
            var full = rows.user("alice", email: "a@example.com")
            full.name = "Alice"
            full.claims = ["nickname": .string("Al")]
            try await expect(store.commitNewUser(full), .done)
            var bare = full
            bare.email = nil
            bare.name = nil
            bare.claims = [:]
            try await expect(store.commitProfile(bare, replacing: full), .done)
            try await expect(store.findUser(full.id), bare)
            try await expect(store.commitNewUser(rows.user("bob", email: "A@example.com")), .done)
            try await expect(store.commitProfile(full, replacing: bare), .emailTaken)
        },
        Behaviour("a profile cannot take another account's name or address") { store, rows in
            let user = try await rows.add(rows.user("alice", email: "a@example.com"))
            try await expect(store.commitNewUser(rows.user("Bob", email: "B@example.com")), .done)
            var named = user
            named.username = "bOB"
            try await expect(store.commitProfile(named, replacing: user), .usernameTaken)
            var addressed = user
            addressed.email = "b@EXAMPLE.com"
            try await expect(store.commitProfile(addressed, replacing: user), .emailTaken)
            try await expect(store.findUser(user.id), user)
            var respelt = user
            respelt.username = "ALICE"
            respelt.email = "A@example.com"
            try await expect(store.commitProfile(respelt, replacing: user), .done)
        },
        Behaviour("a change made upon a profile that is not any more is refused") { store, rows in
            let user = try await rows.add(rows.user())
            var first = user
            first.claims["given_name"] = .string("Alice")
            var second = user
            second.claims["family_name"] = .string("Doe")
            try await expect(store.commitProfile(first, replacing: user), .done)
            try await expect(store.commitProfile(second, replacing: user), .changedMeanwhile)
            try await expect(store.findUser(user.id), first)
        },
        Behaviour("of many who change one profile at once exactly one does") { store, rows in
            let user = try await rows.add(rows.user())
            try await race(for: UserOutcome.done, others: .changedMeanwhile) { number in
                var changed = user
                changed.claims["number"] = .integer(number)
                return try await store.commitProfile(changed, replacing: user)
            }
        },
        Behaviour("a password changed meanwhile does not stand in the way of a profile") { store, rows in
            let user = try await rows.add(rows.user())
            try await expect(store.commitPassword("$argon2id$new", of: user.id, at: rows.now + 1), .done)
            var changed = user
            changed.name = "Alice"
            changed.updatedAt = rows.now + 2
            try await expect(store.commitProfile(changed, replacing: user), .done)
            changed.passwordHash = "$argon2id$new"
            try await expect(store.findUser(user.id), changed)
        },
        Behaviour("the profile of an account that is not there cannot change") { store, rows in
            let nobody = rows.user("nobody")
            try await expect(store.commitProfile(nobody, replacing: nobody), .unknown)
            try await expect(store.findUsers(), [])
        },
    ]
}
