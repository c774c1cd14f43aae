import OAuthProtocol
import Storage

extension StorageConformance {
    static let passkeys: [Behaviour] = [
        .ofPair("a passkey is found with its user by its id, and by its user, the oldest first") {
            store, rows, user, _ in
            let (young, old) = (rows.passkey(of: user), rows.passkey(of: user, age: 5, transports: []))
            for passkey in [young, old] {
                try await expect(store.commitNewPasskey(passkey, spending: rows.challenge()), .done)
            }
            let found = try await store.findPasskey(young.id)
            try expect(found?.passkey, young)
            try expect(found?.user, user)
            try await expect(store.findPasskeys(of: user.id), [old, young])
            try await expect(store.findPasskey([1]) == nil)
        },
        .ofPair("a passkey of an account that is disabled is not found by its id") { store, rows, user, _ in
            let passkey = rows.passkey(of: user)
            try await expect(store.commitNewPasskey(passkey, spending: rows.challenge()), .done)
            try await expect(store.commitDisabled(true, of: user.id, at: rows.now), .done)
            try await expect(store.findPasskey(passkey.id) == nil)
            try await expect(
                store.commitUse(of: passkey, signCount: 9, spending: rows.challenge(), at: rows.now), false)
        },
        .ofPair("a credential ID is taken once, whoever brings it, and so is a challenge") { store, rows, user, _ in
            let other = try await rows.add(rows.user("bob"))
            let (passkey, challenge) = (rows.passkey(of: user), rows.challenge())
            try await expect(store.commitNewPasskey(passkey, spending: challenge), .done)
            try await expect(store.commitNewPasskey(rows.passkey(of: other), spending: challenge), .replayed)
            let same = rows.passkey(of: other, id: passkey.id)
            try await expect(store.commitNewPasskey(same, spending: rows.challenge()), .replayed)
            try await expect(store.findPasskeys(of: other.id), [])
        },
        .ofPair("of forty passkeys that are added at once, as many are as there may be") { store, rows, user, _ in
            let outcomes = try await race(40) { _ in
                try await store.commitNewPasskey(rows.passkey(of: user), spending: rows.challenge())
            }
            try expect(outcomes.count { $0 == .done }, PasskeyRecord.most)
            try expect(outcomes.count { $0 == .full }, 40 - PasskeyRecord.most)
        },
        .ofPair("a sign-in is noted, and a counter that an authenticator has goes forward alone") {
            store, rows, user, _ in
            let passkey = rows.passkey(of: user, signCount: 5)
            try await expect(store.commitNewPasskey(passkey, spending: rows.challenge()), .done)
            for (count, isAccepted) in [(5, false), (4, false), (0, false), (6, true), (6, false)] {
                try await expect(
                    store.commitUse(of: passkey, signCount: Int64(count), spending: rows.challenge(), at: rows.now + 7),
                    isAccepted)
            }
            let found = try await store.findPasskey(passkey.id)?.passkey
            try expect(found?.signCount, 6)
            try expect(found?.lastUsedAt, rows.now + 7)
        },
        .ofPair("of a hundred sign-ins that answer one challenge at once, one counts") { store, rows, user, _ in
            let (passkey, challenge) = (rows.passkey(of: user), rows.challenge())
            try await expect(store.commitNewPasskey(passkey, spending: rows.challenge()), .done)
            try await race(for: true, others: false) { _ in
                try await store.commitUse(of: passkey, signCount: 0, spending: challenge, at: rows.now)
            }
        },
        .ofPair("a name is changed by its owner alone") { store, rows, user, _ in
            let passkey = rows.passkey(of: user)
            try await expect(store.commitNewPasskey(passkey, spending: rows.challenge()), .done)
            try await expect(store.commitName("Theirs", ofPasskey: passkey.id, of: rows.user("nobody").id), false)
            try await expect(store.commitName("Telefon", ofPasskey: passkey.id, of: user.id))
            try await expect(store.findPasskeys(of: user.id).map(\.name), ["Telefon"])
        },
        .ofPair("a passkey is taken away by its owner alone, and with the last one the recovery codes") {
            store, rows, user, _ in
            let keys = [rows.passkey(of: user), rows.passkey(of: user)]
            for key in keys { try await expect(store.commitNewPasskey(key, spending: rows.challenge()), .done) }
            try await expect(store.commitRecoveryCodes(rows.recoveryCodes(of: user, count: 2), of: user.id))
            try await expect(store.commitRemoval(ofPasskey: keys[0].id, of: rows.user("nobody").id), false)
            try await expect(store.commitRemoval(ofPasskey: keys[0].id, of: user.id))
            try await expect(store.countRecoveryCodes(of: user.id), 2)
            try await expect(store.commitRemoval(ofPasskey: keys[1].id, of: user.id))
            try await expect(store.countRecoveryCodes(of: user.id), 0)
            try await expect(store.commitRemoval(ofPasskey: keys[1].id, of: user.id), false)
        },
        Behaviour("of two that take away the last two passkeys of an account without a password, one may") {
            store, rows in
            let user = try await rows.add(rows.userWithoutPassword())
            let keys = [rows.passkey(of: user), rows.passkey(of: user)]
            for key in keys { try await expect(store.commitNewPasskey(key, spending: rows.challenge()), .done) }
            let outcomes = try await race(2) { try await store.commitRemoval(ofPasskey: keys[$0].id, of: user.id) }
            try expect(outcomes.count { $0 }, 1)
            try await expect(store.findPasskeys(of: user.id).count, 1)
        },
    ]
}

extension StorageFixture {
    /// - `age`: seconds since it was made.
    func passkey(
        of user: UserRecord, id: [UInt8]? = nil, signCount: Int64 = 0, age: Int64 = 0,
        transports: [String] = ["hybrid", "internal"]
    ) -> PasskeyRecord {
        PasskeyRecord(
            id: id ?? digest().octets, userID: user.id, name: "Phone", publicKey: digest().octets,
            signCount: signCount, isBackupEligible: true, transports: transports, createdAt: now - age)
    }

    func challenge() -> SpentAssertion {
        SpentAssertion(digest: digest(), expiresAt: now + 300)
    }

    func userWithoutPassword() -> UserRecord {
        UserRecord(id: UserID(from: entropy), username: "carol", createdAt: now)
    }
}
