import OAuthProtocol
import Storage

extension StorageConformance {
    static let users = [
        Behaviour("a user is found with all that was committed") { store, fixture in
            let full = UserRecord(
                id: UserID(from: fixture.entropy), username: "\u{c4}nne", email: "Anne@Example.com",
                emailVerified: true, name: "Anne \u{1f600}",
                claims: [
                    "given_name": .string("\u{c4}nne \"\n"), "address": .object(["country": .string("DE")]),
                    "score": .number("1.50e2"),
                ],
                passwordHash: "$argon2id$x", disabled: true, createdAt: fixture.now,
                updatedAt: fixture.now + 5)
            let bare = UserRecord(id: UserID(from: fixture.entropy), username: "bob", createdAt: fixture.now + 1)
            try expect(try await store.commitNewUser(full), .done)
            try expect(try await store.commitNewUser(bare), .done)
            try expect(try await store.findUser(full.id), full)
            try expect(try await store.findUser(bare.id), bare)
            try expect(try await store.findUsers(), [full, bare])
        },
        Behaviour("a user is found by name or e-mail address in any letter case") { store, fixture in
            let user = fixture.user("\u{c4}nne", email: "Anne@Example.com")
            try expect(try await store.commitNewUser(user), .done)
            for login in ["\u{c4}nne", "\u{e4}NNE", "anne@example.com", "ANNE@EXAMPLE.COM"] {
                try expect(try await store.findUser(login: login), user)
            }
        },
        Behaviour("a user who is not there is not found") { store, fixture in
            try expect(try await store.commitNewUser(fixture.user("alice")), .done)
            for login in ["", "alic", "alice ", "al%", "a_ice"] {
                try expect(try await store.findUser(login: login), nil)
            }
            try expect(try await store.findUser(UserID(from: fixture.entropy)), nil)
        },
        Behaviour("a name goes before another account's equal e-mail address") { store, fixture in
            let owner = fixture.user("owner", email: "carol@example.com")
            let named = fixture.user("carol@example.com")
            try expect(try await store.commitNewUser(owner), .done)
            try expect(try await store.commitNewUser(named), .done)
            try expect(try await store.findUser(login: "Carol@example.com"), named)
        },
        Behaviour("a user name is unique whatever its letter case") { store, fixture in
            let user = fixture.user("Alice")
            try expect(try await store.commitNewUser(user), .done)
            try expect(try await store.commitNewUser(fixture.user("aLICE", email: "a@example.com")), .usernameTaken)
            try expect(try await store.findUsers(), [user])
        },
        Behaviour("an e-mail address is unique whatever its letter case") { store, fixture in
            let user = fixture.user("alice", email: "a@Example.com")
            try expect(try await store.commitNewUser(user), .done)
            try expect(try await store.commitNewUser(fixture.user("bob", email: "A@example.com")), .emailTaken)
            try expect(try await store.findUsers(), [user])
        },
        Behaviour("accounts without an e-mail address do not stand in each other's way") { store, fixture in
            for name in ["alice", "bob", "carol"] {
                try expect(try await store.commitNewUser(fixture.user(name)), .done)
            }
        },
        Behaviour("of many who take one user name exactly one does") { store, fixture in
            let outcomes = try await race { number in
                try await store.commitNewUser(fixture.user(number.isMultiple(of: 2) ? "alice" : "ALICE"))
            }
            try expect(outcomes.filter { $0 == .done }.count, 1)
            try expect(outcomes.filter { $0 == .usernameTaken }.count, 99)
        },
        Behaviour("users are listed with the oldest first") { store, fixture in
            for (name, age) in [("b", 20), ("c", 10), ("a", 30)] as [(String, Int64)] {
                let user = fixture.user(name, createdAt: fixture.now - age)
                try expect(try await store.commitNewUser(user), .done)
            }
            try expect(try await store.findUsers().map(\.username), ["a", "b", "c"])
        },
    ]

    static let accountChanges = [
        Behaviour("a new password ends every session and delegation of the user and of nobody else") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let other = fixture.user("bob")
            try expect(try await store.commitNewUser(other), .done)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let theirSession = try await fixture.begin(fixture.session(of: other), in: store)
            let waiting = try await fixture.keep(fixture.delegation(of: user, to: client, in: session), in: store)
            let redeemed = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            let theirs = try await fixture.redeem(fixture.delegation(of: other, to: client), in: store)

            let later = fixture.now + 9
            try expect(try await store.commitPassword("$argon2id$new", of: user.id, at: later), .done)

            var changed = user
            changed.passwordHash = "$argon2id$new"
            changed.updatedAt = later
            try expect(try await store.findUser(user.id), changed)
            try expect(try await store.findSession(session.digest) == nil)
            try expect(try await store.revocation(of: waiting), later)
            try expect(try await store.revocation(of: redeemed), later)
            try expect(try await store.findSession(theirSession.digest) != nil)
            try expect(try await store.revocation(of: theirs), nil)
        },
        Behaviour("a rehash replaces the hash that it was made from and nothing else") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            try await store.commitRehash("$argon2id$stale", replacing: "$argon2id$another", of: user.id)
            try expect(try await store.findUser(user.id), user)
            try await store.commitRehash("$argon2id$better", replacing: "$argon2id$old", of: user.id)
            var changed = user
            changed.passwordHash = "$argon2id$better"
            try expect(try await store.findUser(user.id), changed)
            try expect(try await store.findSession(session.digest) != nil)
        },
        Behaviour("disabling ends sessions and delegations, and enabling brings none back") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let waiting = try await fixture.keep(fixture.delegation(of: user, to: client, in: session), in: store)
            let redeemed = try await fixture.redeem(fixture.delegation(of: user, to: client), in: store)
            let later = fixture.now + 9
            for disabled in [true, false] {
                try expect(try await store.commitDisabled(disabled, of: user.id, at: later), .done)
                try expect(try await store.findUser(user.id)?.disabled, disabled)
                try expect(try await store.findSession(session.digest) == nil)
                try expect(try await store.findSessions(of: user.id), [])
                try expect(try await store.revocation(of: waiting), later)
                try expect(try await store.revocation(of: redeemed), later)
            }
            _ = try await fixture.begin(fixture.session(of: user), in: store)
        },
        Behaviour("enabling an enabled account ends nothing") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let alive = try await fixture.redeem(fixture.delegation(of: user, to: client, in: session), in: store)
            try expect(try await store.commitDisabled(false, of: user.id, at: fixture.now), .done)
            try expect(try await store.findSession(session.digest) != nil)
            try expect(try await store.revocation(of: alive), nil)
        },
        Behaviour("an account leaves with its sessions, consents and delegations") { store, fixture in
            let (user, client) = try await fixture.populate(store)
            let other = fixture.user("bob")
            try expect(try await store.commitNewUser(other), .done)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let gone = try await fixture.redeem(fixture.delegation(of: user, to: client, in: session), in: store)
            let theirs = try await fixture.redeem(fixture.delegation(of: other, to: client), in: store)
            try await store.commitConsent(fixture.consent(of: user, to: client))
            try await store.commitConsent(fixture.consent(of: other, to: client))

            try expect(try await store.commitRemovalOfUser(user.id, at: fixture.now), .done)

            try expect(try await store.findUser(user.id), nil)
            try expect(try await store.findSession(session.digest) == nil)
            try expect(try await store.findConsents(of: user.id), [])
            try expect(try await store.findDelegation(gone.id)?.activeUser(at: fixture.now), nil)
            try expect(try await store.revocation(of: theirs), nil)
            try expect(try await store.findConsents(of: other.id).count, 1)
            try expect(try await store.commitNewUser(fixture.user()), .done)
        },
        Behaviour("a change to an account that is not there says so") { store, fixture in
            let nobody = UserID(from: fixture.entropy)
            try expect(try await store.commitPassword("$argon2id$x", of: nobody, at: fixture.now), .unknown)
            try expect(try await store.commitDisabled(true, of: nobody, at: fixture.now), .unknown)
            try expect(try await store.commitRemovalOfUser(nobody, at: fixture.now), .unknown)
            try await store.commitRehash("$argon2id$x", replacing: "$argon2id$y", of: nobody)
            try expect(try await store.findUsers(), [])
        },
    ]
}
