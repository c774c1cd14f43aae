import OAuthProtocol
import Storage

extension StorageConformance {
    static let users: [Behaviour] = [
        Behaviour("a text is kept as it is, whatever is in it") { store, rows in
            for text in ["a\u{0}b", "\u{0}", "a\u{10FFFF}b\u{0}", "\u{FFFE}", "'; DROP TABLE users; --", "$1 ?2 :id"] {
                let user = try await rows.add(rows.user(text))
                try await expect(store.findUser(user.id), user)
                try await expect(store.findUser(login: text), user)
            }
        },
        Behaviour("a user is found with all that was committed") { store, rows in
            let full = UserRecord(
                id: UserID(from: rows.entropy), username: "\u{c4}nne", email: "Anne@Example.com",
                emailVerified: true, name: "Anne \u{1f600}",
                claims: [
                    "given_name": .string("\u{c4}nne \"\n"), "address": .object(["country": .string("DE")]),
                    "score": .number("1.50e2"),
                ],
                passwordHash: "$argon2id$x", disabled: true, createdAt: rows.now,
                updatedAt: rows.now + 5)
            let bare = UserRecord(id: UserID(from: rows.entropy), username: "bob", createdAt: rows.now + 1)
            try await expect(store.commitNewUser(full), .done)
            try await expect(store.commitNewUser(bare), .done)
            try await expect(store.findUser(full.id), full)
            try await expect(store.findUser(bare.id), bare)
            try await expect(store.findUsers(), [full, bare])
        },
        Behaviour("a user is found by name or e-mail address in any letter case") { store, rows in
            let user = try await rows.add(rows.user("\u{c4}nne", email: "Anne@Example.com"))
            for login in ["\u{c4}nne", "\u{e4}NNE", "anne@example.com", "ANNE@EXAMPLE.COM"] {
                try await expect(store.findUser(login: login), user)
            }
        },
        Behaviour("a user who is not there is not found") { store, rows in
            try await expect(store.commitNewUser(rows.user("alice")), .done)
            for login in ["", "alic", "alice ", "al%", "a_ice"] {
                try await expect(store.findUser(login: login), nil)
            }
            try await expect(store.findUser(UserID(from: rows.entropy)), nil)
        },
        Behaviour("a name goes before another account's equal e-mail address") { store, rows in
            let owner = try await rows.add(rows.user("owner", email: "carol@example.com"))
            let named = try await rows.add(rows.user("carol@example.com"))
            try await expect(store.findUser(login: "Carol@example.com"), named)
        },
        Behaviour("a user name is unique whatever its letter case") { store, rows in
            let user = try await rows.add(rows.user("Alice"))
            try await expect(store.commitNewUser(rows.user("aLICE", email: "a@example.com")), .usernameTaken)
            try await expect(store.findUsers(), [user])
        },
        Behaviour("an e-mail address is unique whatever its letter case") { store, rows in
            let user = try await rows.add(rows.user("alice", email: "a@Example.com"))
            try await expect(store.commitNewUser(rows.user("bob", email: "A@example.com")), .emailTaken)
            try await expect(store.findUsers(), [user])
        },
        Behaviour("accounts without an e-mail address do not stand in each other's way") { store, rows in
            for name in ["alice", "bob", "carol"] {
                try await expect(store.commitNewUser(rows.user(name)), .done)
            }
        },
        Behaviour("of many who take one user name exactly one does") { store, rows in
            try await race(for: .done, others: .usernameTaken) { number in
                try await store.commitNewUser(rows.user(number.isMultiple(of: 2) ? "alice" : "ALICE"))
            }
        },
        Behaviour("users are listed with the oldest first") { store, rows in
            for (name, age) in [("b", 20), ("c", 10), ("a", 30)] as [(String, Int64)] {
                let user = try await rows.add(rows.user(name, createdAt: rows.now - age))
            }
            try await expect(store.findUsers().map(\.username), ["a", "b", "c"])
        },
    ]

    static let accountChanges: [Behaviour] = [
        .ofPair("a new password ends every session and delegation of the user and of nobody else") {
            store, rows, user, client in
            let other = try await rows.add(rows.user("bob"))
            let session = try await rows.begin(rows.session(of: user))
            let theirSession = try await rows.begin(rows.session(of: other))
            let waiting = try await rows.keep(rows.delegation(of: user, to: client, in: session))
            let redeemed = try await rows.redeem(rows.delegation(of: user, to: client))
            let theirs = try await rows.redeem(rows.delegation(of: other, to: client))

            let later = rows.now + 9
            try await expect(store.commitPassword("$argon2id$new", of: user.id, at: later), .done)

            var changed = user
            changed.passwordHash = "$argon2id$new"
            changed.updatedAt = later
            try await expect(store.findUser(user.id), changed)
            try await expect(store.findSession(session.digest) == nil)
            try await expect(store.revocation(of: waiting), later)
            try await expect(store.revocation(of: redeemed), later)
            try await expect(store.findSession(theirSession.digest) != nil)
            try await expect(store.revocation(of: theirs), nil)
        },
        .ofPair("a rehash replaces the hash that it was made from and nothing else") { store, rows, user, _ in
            let session = try await rows.begin(rows.session(of: user))
            try await expect(
                store.commitRehash("$argon2id$stale", replacing: "$argon2id$another", of: user.id), false)
            try await expect(store.findUser(user.id), user)
            try await expect(store.commitRehash("$argon2id$better", replacing: "$argon2id$old", of: user.id), true)
            var changed = user
            changed.passwordHash = "$argon2id$better"
            try await expect(store.findUser(user.id), changed)
            try await expect(store.findSession(session.digest) != nil)
        },
        .ofPair("disabling ends sessions and delegations, and enabling brings none back") { store, rows, user, client in
            let session = try await rows.begin(rows.session(of: user))
            let waiting = try await rows.keep(rows.delegation(of: user, to: client, in: session))
            let redeemed = try await rows.redeem(rows.delegation(of: user, to: client))
            let later = rows.now + 9
            for disabled in [true, false] {
                try await expect(store.commitDisabled(disabled, of: user.id, at: later), .done)
                try await expect(store.findUser(user.id)?.disabled, disabled)
                try await expect(store.findSession(session.digest) == nil)
                try await expect(store.findSessions(of: user.id), [])
                try await expect(store.revocation(of: waiting), later)
                try await expect(store.revocation(of: redeemed), later)
            }
            _ = try await rows.begin(rows.session(of: user))
        },
        .ofSession("enabling an enabled account ends nothing") { store, rows, user, client, session in
            let alive = try await rows.redeem(rows.delegation(of: user, to: client, in: session))
            try await expect(store.commitDisabled(false, of: user.id, at: rows.now), .done)
            try await expect(store.findSession(session.digest) != nil)
            try await expect(store.revocation(of: alive), nil)
        },
        .ofPair("an account leaves with its sessions, consents and delegations") { store, rows, user, client in
            let other = try await rows.add(rows.user("bob"))
            let session = try await rows.begin(rows.session(of: user))
            let gone = try await rows.redeem(rows.delegation(of: user, to: client, in: session))
            let theirs = try await rows.redeem(rows.delegation(of: other, to: client))
            try await store.commitConsent(rows.consent(of: user, to: client))
            try await store.commitConsent(rows.consent(of: other, to: client))

            try await expect(store.commitRemovalOfUser(user.id, at: rows.now), .done)

            try await expect(store.findUser(user.id), nil)
            try await expect(store.findSession(session.digest) == nil)
            try await expect(store.findConsents(of: user.id), [])
            try await expect(store.findDelegation(gone.id)?.activeUser(at: rows.now), nil)
            try await expect(store.revocation(of: theirs), nil)
            try await expect(store.findConsents(of: other.id).count, 1)
            try await expect(store.commitNewUser(rows.user()), .done)
        },
        Behaviour("a change to an account that is not there says so") { store, rows in
            let nobody = UserID(from: rows.entropy)
            try await expect(store.commitPassword("$argon2id$x", of: nobody, at: rows.now), .unknown)
            try await expect(store.commitDisabled(true, of: nobody, at: rows.now), .unknown)
            try await expect(store.commitRemovalOfUser(nobody, at: rows.now), .unknown)
            try await expect(store.commitRehash("$argon2id$x", replacing: "$argon2id$y", of: nobody), false)
            try await expect(store.findUsers(), [])
        },
    ]
}
