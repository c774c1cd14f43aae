import OAuthProtocol
import Storage

extension StorageConformance {
    static let oneTimeLinks: [Behaviour] = [
        .ofPair("a link leads to its person until it expires") { store, rows, user, _ in
            let link = rows.link(to: user)
            try await expect(store.commitLink(link))
            try await expect(store.findUser(ofLink: link.digest, for: .reset, at: rows.now), user)
            try await expect(store.findUser(ofLink: rows.digest(), for: .reset, at: rows.now), nil)
            try await expect(store.findUser(ofLink: link.digest, for: .reset, at: link.expiresAt), nil)
            try await expect(store.commitReset(byLink: link.digest, to: "$new", at: link.expiresAt), false)
            try await expect(store.commitRemovalOfExpired(at: link.expiresAt, limit: 10), 1)
        },
        .ofPair("of a person's links the latest is good") { store, rows, user, _ in
            let (old, new) = (rows.link(to: user), rows.link(to: user))
            for link in [old, new] { try await expect(store.commitLink(link)) }
            try await expect(store.commitReset(byLink: old.digest, to: "$new", at: rows.now), false)
            try await expect(store.findUser(ofLink: new.digest, for: .reset, at: rows.now), user)
        },
        .ofPair("a reset ends all by which anybody could be the person, and serves once") {
            store, rows, user, client in
            let other = try await rows.add(rows.user("bob"))
            let session = try await rows.begin(rows.session(of: user))
            for person in [user, other] {
                try await expect(
                    store.commitOneTimeCodes(
                        rows.oneTimeCodes(of: person), recovery: rows.recoveryCodes(of: person, count: 2)))
                try await expect(store.commitNewPasskey(rows.passkey(of: person), spending: rows.challenge()), .done)
                try await expect(store.commitRememberedBrowser(rows.rememberedBrowser(of: person)))
            }
            let link = rows.link(to: user)
            try await expect(store.commitLink(link))
            try await expect(store.commitReset(byLink: link.digest, to: "$argon2id$new", at: rows.now + 5))
            try await expect(store.findUser(user.id)?.passwordHash, "$argon2id$new")
            try await expect(store.findUser(user.id)?.updatedAt, rows.now + 5)
            try await expect(store.findSession(session.digest) == nil)
            for (person, count) in [(user, 0), (other, 1)] {
                try await expect((store.findOneTimeCodes(of: person.id) == nil ? 0 : 1), count)
                try await expect(store.countRecoveryCodes(of: person.id), 2 * count)
                try await expect(store.findPasskeys(of: person.id).count, count)
                try await expect(store.findRememberedBrowsers(of: person.id, at: rows.now).count, count)
            }
            try await expect(store.commitReset(byLink: link.digest, to: "$argon2id$again", at: rows.now), false)
        },
        .ofPair("of a hundred who use one link at once, one does") { store, rows, user, _ in
            let link = rows.link(to: user)
            try await expect(store.commitLink(link))
            try await race(for: true, others: false) { number in
                try await store.commitReset(byLink: link.digest, to: "$\(number)", at: rows.now)
            }
        },
        .ofPair("a link ends with another password, a disabled account and a removed one") { store, rows, user, _ in
            let links = [rows.link(to: user), rows.link(to: user)]
            try await expect(store.commitLink(links[0]))
            try await expect(store.commitPassword("$argon2id$new", of: user.id, at: rows.now), .done)
            try await expect(store.commitReset(byLink: links[0].digest, to: "$new", at: rows.now), false)
            try await expect(store.commitLink(links[1]))
            try await expect(store.commitDisabled(true, of: user.id, at: rows.now), .done)
            try await expect(store.commitReset(byLink: links[1].digest, to: "$new", at: rows.now), false)
            try await expect(store.commitLink(rows.link(to: user)), false)
        },
    ]
}

extension StorageFixture {
    func link(to user: UserRecord) -> OneTimeLinkRecord {
        OneTimeLinkRecord(
            digest: digest(), userID: user.id, purpose: .reset, createdAt: now, expiresAt: now + 3600)
    }
}
