import OAuthProtocol
import Storage

extension StorageConformance {
    static let secondFactors: [Behaviour] = [
        .ofPair("one-time codes are found as they were set up, by their user alone") { store, rows, user, _ in
            let codes = rows.oneTimeCodes(of: user)
            try await expect(store.findOneTimeCodes(of: user.id), nil)
            try await expect(store.commitOneTimeCodes(codes, recovery: []))
            try await expect(store.findOneTimeCodes(of: user.id), codes)
            try await expect(store.findOneTimeCodes(of: rows.user("nobody").id), nil)
        },
        .ofPair("setting up again replaces the secret and the recovery codes, and browsers are remembered no more") {
            store, rows, user, _ in
            let old = rows.recoveryCodes(of: user, count: 3)
            try await expect(store.commitOneTimeCodes(rows.oneTimeCodes(of: user), recovery: old))
            let browser = rows.rememberedBrowser(of: user)
            try await expect(store.commitRememberedBrowser(browser))
            let (codes, new) = (rows.oneTimeCodes(of: user), rows.recoveryCodes(of: user, count: 2))
            try await expect(store.commitOneTimeCodes(codes, recovery: new))
            try await expect(store.findOneTimeCodes(of: user.id), codes)
            try await expect(store.countRecoveryCodes(of: user.id), 2)
            try await expect(store.commitUse(of: old[0]), false)
            try await expect(store.findRememberedBrowser(browser.digest, of: user.id, at: rows.now), nil)
        },
        .ofPair("a code of a time step serves once, and none of an earlier step does after it") {
            store, rows, user, _ in
            let codes = rows.oneTimeCodes(of: user, lastStep: 100)
            try await expect(store.commitOneTimeCodes(codes, recovery: []))
            for (step, isAccepted) in [(100, false), (102, true), (102, false), (101, false), (103, true)] {
                try await expect(store.commitUse(ofStep: Int64(step), of: codes), isAccepted)
            }
            try await expect(store.findOneTimeCodes(of: user.id)?.lastStep, 103)
        },
        .ofPair("of a hundred who use one code at once, one does") { store, rows, user, _ in
            let codes = rows.oneTimeCodes(of: user, lastStep: 1)
            try await expect(store.commitOneTimeCodes(codes, recovery: []))
            try await race(for: true, others: false) { _ in try await store.commitUse(ofStep: 2, of: codes) }
        },
        .ofPair("a code of a secret that was replaced or taken away is not accepted") { store, rows, user, _ in
            let codes = rows.oneTimeCodes(of: user, lastStep: 1)
            try await expect(store.commitOneTimeCodes(codes, recovery: []))
            try await expect(store.commitOneTimeCodes(rows.oneTimeCodes(of: user, lastStep: 1), recovery: []))
            try await expect(store.commitUse(ofStep: 2, of: codes), false)
            try await expect(store.commitRemovalOfOneTimeCodes(of: user.id))
            try await expect(store.commitUse(ofStep: 2, of: codes), false)
            try await expect(store.commitRemovalOfOneTimeCodes(of: user.id), false)
        },
        .ofPair("with one-time codes leave the recovery codes, unless a passkey stays") { store, rows, user, _ in
            for passkeys in [0, 1] {
                for _ in 0..<passkeys {
                    try await expect(store.commitNewPasskey(rows.passkey(of: user), spending: rows.challenge()), .done)
                }
                let recovery = rows.recoveryCodes(of: user, count: 2)
                try await expect(store.commitOneTimeCodes(rows.oneTimeCodes(of: user), recovery: recovery))
                try await expect(store.commitRemovalOfOneTimeCodes(of: user.id))
                try await expect(store.countRecoveryCodes(of: user.id), 2 * passkeys)
            }
        },
        .ofPair("of a hundred who use one recovery code at once, one does") { store, rows, user, _ in
            let codes = rows.recoveryCodes(of: user, count: 2)
            try await expect(store.commitOneTimeCodes(rows.oneTimeCodes(of: user), recovery: codes))
            try await race(for: true, others: false) { _ in try await store.commitUse(of: codes[0]) }
            try await expect(store.countRecoveryCodes(of: user.id), 1)
        },
        .ofPair("a recovery code of one person serves nobody else") { store, rows, user, _ in
            let other = try await rows.add(rows.user("bob"))
            let code = rows.recoveryCodes(of: user, count: 1)[0]
            try await expect(store.commitOneTimeCodes(rows.oneTimeCodes(of: user), recovery: [code]))
            let stolen = RecoveryCodeRecord(digest: code.digest, userID: other.id)
            try await expect(store.commitUse(of: stolen), false)
            try await expect(store.commitUse(of: code))
        },
        .ofPair("recovery codes are replaced as a set, and there are none without a second factor") {
            store, rows, user, _ in
            let old = rows.recoveryCodes(of: user, count: 10)
            try await expect(store.commitRecoveryCodes(old, of: user.id), false)
            try await expect(store.commitOneTimeCodes(rows.oneTimeCodes(of: user), recovery: old))
            try await expect(store.commitRecoveryCodes(rows.recoveryCodes(of: user, count: 10), of: user.id))
            try await expect(store.countRecoveryCodes(of: user.id), 10)
            for code in old { try await expect(store.commitUse(of: code), false) }
        },
        .ofPair("a remembered browser is its user's, until it expires or is ended") { store, rows, user, _ in
            let (one, two) = (rows.rememberedBrowser(of: user), rows.rememberedBrowser(of: user, age: 10))
            let other = try await rows.add(rows.user("bob"))
            for browser in [one, two] { try await expect(store.commitRememberedBrowser(browser)) }
            try await expect(store.findRememberedBrowsers(of: user.id, at: rows.now), [one, two])
            try await expect(store.findRememberedBrowser(one.digest, of: user.id, at: rows.now), one)
            try await expect(store.findRememberedBrowser(one.digest, of: other.id, at: rows.now), nil)
            try await expect(store.findRememberedBrowser(one.digest, of: user.id, at: one.expiresAt), nil)
            try await expect(store.commitEnd(ofRememberedBrowser: one.digest, of: other.id), false)
            try await expect(store.commitEnd(ofRememberedBrowser: one.digest, of: user.id))
            try await expect(store.findRememberedBrowsers(of: user.id, at: rows.now), [two])
            try await expect(store.commitRemovalOfExpired(at: two.expiresAt, limit: 10), 1)
            try await expect(store.findRememberedBrowsers(of: user.id, at: rows.now), [])
        },
        .ofPair("of one person's remembered browsers the oldest leave beyond the bound") { store, rows, user, _ in
            let browsers = (0...RememberedBrowserRecord.most).map { rows.rememberedBrowser(of: user, age: Int64($0)) }
            for browser in browsers.reversed() { try await expect(store.commitRememberedBrowser(browser)) }
            try await expect(
                store.findRememberedBrowsers(of: user.id, at: rows.now),
                Array(browsers.prefix(RememberedBrowserRecord.most)))
        },
        .ofPair("browsers are remembered no more once the password is another or the account is disabled") {
            store, rows, user, _ in
            for change in [true, false] {
                try await expect(store.commitRememberedBrowser(rows.rememberedBrowser(of: user)))
                if change {
                    try await expect(store.commitPassword("$argon2id$new", of: user.id, at: rows.now), .done)
                } else {
                    try await expect(store.commitDisabled(true, of: user.id, at: rows.now), .done)
                }
                try await expect(store.findRememberedBrowsers(of: user.id, at: rows.now), [])
            }
        },
        .ofPair("nothing is set up for an account that is disabled or gone, and all of it leaves with the account") {
            store, rows, user, _ in
            try await expect(
                store.commitOneTimeCodes(rows.oneTimeCodes(of: user), recovery: rows.recoveryCodes(of: user, count: 1)))
            try await expect(store.commitNewPasskey(rows.passkey(of: user), spending: rows.challenge()), .done)
            try await expect(store.commitRememberedBrowser(rows.rememberedBrowser(of: user)))
            try await expect(store.commitRemovalOfUser(user.id, at: rows.now), .done)
            try await expect(store.findOneTimeCodes(of: user.id), nil)
            try await expect(store.countRecoveryCodes(of: user.id), 0)
            try await expect(store.findPasskeys(of: user.id), [])
            try await expect(store.findRememberedBrowsers(of: user.id, at: rows.now), [])
            try await expect(store.commitOneTimeCodes(rows.oneTimeCodes(of: user), recovery: []), false)
            try await expect(store.commitRecoveryCodes(rows.recoveryCodes(of: user, count: 1), of: user.id), false)
            try await expect(store.commitRememberedBrowser(rows.rememberedBrowser(of: user)), false)
            try await expect(store.commitNewPasskey(rows.passkey(of: user), spending: rows.challenge()), .refused)
        },
    ]
}

extension StorageFixture {
    func oneTimeCodes(of user: UserRecord, lastStep: Int64 = 0) -> OneTimeCodeRecord {
        OneTimeCodeRecord(userID: user.id, sealed: digest().octets, createdAt: now, lastStep: lastStep)
    }

    func recoveryCodes(of user: UserRecord, count: Int) -> [RecoveryCodeRecord] {
        (0..<count).map { _ in RecoveryCodeRecord(digest: digest(), userID: user.id) }
    }

    /// - `age`: seconds for which it has been remembered.
    func rememberedBrowser(of user: UserRecord, age: Int64 = 0) -> RememberedBrowserRecord {
        RememberedBrowserRecord(
            digest: digest(), userID: user.id, createdAt: now - age, expiresAt: now + 600 - age,
            userAgent: "Firefox on Linux", address: "192.0.2.1")
    }
}
