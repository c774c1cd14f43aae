import OAuthProtocol
import Storage

extension StorageConformance {
    static let oneTimeLinks: [Behaviour] = [
        .ofPair("a link leads to its person until it expires") { store, rows, user, _ in
            let link = rows.link(to: user)
            try await expect(store.commitLink(link))
            try await expect(store.findLink(link.digest, for: .reset, at: rows.now)?.user, user)
            try await expect(store.findLink(rows.digest(), for: .reset, at: rows.now) == nil)
            try await expect(store.findLink(link.digest, for: .reset, at: link.expiresAt) == nil)
            try await expect(store.findLink(link.digest, for: .password, at: rows.now) == nil)
            try await expect(store.reset(to: "$new", by: link.digest, at: link.expiresAt), false)
            try await expect(store.commitRemovalOfExpired(at: link.expiresAt, limit: 10), 1)
        },
        .ofPair("of a person's links the latest is good") { store, rows, user, _ in
            let (old, new) = (rows.link(to: user), rows.link(to: user))
            for link in [old, new] { try await expect(store.commitLink(link)) }
            try await expect(store.reset(to: "$new", by: old.digest, at: rows.now), false)
            try await expect(store.findLink(new.digest, for: .reset, at: rows.now)?.user, user)
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
            try await expect(store.reset(to: "$argon2id$new", by: link.digest, at: rows.now + 5))
            try await expect(store.findUser(user.id)?.passwordHash, "$argon2id$new")
            try await expect(store.findUser(user.id)?.updatedAt, rows.now + 5)
            try await expect(store.findSession(session.digest) == nil)
            for (person, count) in [(user, 0), (other, 1)] {
                try await expect((store.findOneTimeCodes(of: person.id) == nil ? 0 : 1), count)
                try await expect(store.countRecoveryCodes(of: person.id), 2 * count)
                try await expect(store.findPasskeys(of: person.id).count, count)
                try await expect(store.findRememberedBrowsers(of: person.id, at: rows.now).count, count)
            }
            try await expect(store.reset(to: "$argon2id$again", by: link.digest, at: rows.now), false)
        },
        .ofPair("of a hundred who use one link at once, one does") { store, rows, user, _ in
            let link = rows.link(to: user)
            try await expect(store.commitLink(link))
            try await race(for: true, others: false) { number in
                try await store.reset(to: "$\(number)", by: link.digest, at: rows.now)
            }
        },
        .ofPair("a password set in the place of a forgotten one ends sessions, and nothing else that one signs in with")
        {
            store, rows, user, _ in
            let session = try await rows.begin(rows.session(of: user))
            try await expect(
                store.commitOneTimeCodes(rows.oneTimeCodes(of: user), recovery: rows.recoveryCodes(of: user, count: 2)))
            try await expect(store.commitNewPasskey(rows.passkey(of: user), spending: rows.challenge()), .done)
            let link = rows.link(to: user, for: .password, user.email)
            try await expect(store.commitLink(link))
            let notice = rows.mail(.passwordChanged, to: user)
            try await expect(
                store.commitPassword("$new", byLink: link.digest, for: .password, telling: notice, at: rows.now))
            try await expect(store.findUser(user.id)?.passwordHash, "$new")
            try await expect(store.findSession(session.digest) == nil)
            try await expect(store.findOneTimeCodes(of: user.id) != nil)
            try await expect(store.countRecoveryCodes(of: user.id), 2)
            try await expect(store.findPasskeys(of: user.id).count, 1)
            try await expect(store.findDueMails(limit: 9, at: rows.now), [notice])
            try await expect(
                store.commitPassword("$x", byLink: link.digest, for: .password, telling: notice, at: rows.now), false)
        },
        .ofPair("a link for a password is good no longer once the account has another address") {
            store, rows, user, _ in
            let old = rows.link(to: user, for: .password, "before@example.com")
            try await expect(store.commitLink(old))
            try await expect(store.findLink(old.digest, for: .password, at: rows.now) == nil)
            try await expect(
                store.commitPassword("$new", byLink: old.digest, for: .password, telling: nil, at: rows.now), false)
        },
        .ofPair("an address that is proved is the account's, and who had it unproved has it no more") {
            store, rows, user, _ in
            let squatter = try await rows.add(rows.user("squatter", email: "New@example.com"))
            let link = rows.link(to: user, for: .address, "new@example.com")
            try await expect(store.commitLink(link))
            let notice = rows.mail(.addressChanged, to: user)
            try await expect(
                store.commitAddress(byLink: link.digest, telling: notice, at: rows.now + 5), .done)
            try await expect(store.findUser(user.id)?.email, "new@example.com")
            try await expect(store.findUser(user.id)?.emailVerified, true)
            try await expect(store.findUser(user.id)?.updatedAt, rows.now + 5)
            try await expect(store.findUser(login: "NEW@example.com")?.id, user.id)
            try await expect(store.findUser(squatter.id)?.email, nil)
            try await expect(store.findDueMails(limit: 9, at: rows.now), [notice])
            try await expect(store.commitAddress(byLink: link.digest, telling: notice, at: rows.now), .unknown)
        },
        .ofPair("a user name that is an address goes with the address") { store, rows, user, _ in
            let squatter = try await rows.add(rows.user("Boss@example.com", email: "boss@example.com"))
            let away = rows.link(to: squatter, for: .address, "away@example.com")
            try await expect(store.commitLink(away))
            try await expect(store.commitAddress(byLink: away.digest, telling: nil, at: rows.now), .done)
            try await expect(store.findUser(squatter.id)?.username, "away@example.com")
            let other = try await rows.add(rows.user("ceo@example.com", email: "ceo@example.com"))
            let link = rows.link(to: user, for: .address, "CEO@example.com")
            try await expect(store.commitLink(link))
            try await rows.add(rows.user("CEO-\(other.id)"))
            try await expect(store.commitAddress(byLink: link.digest, telling: nil, at: rows.now), .done)
            try await expect(store.findUser(other.id)?.username, "ceo-\(other.id)-2")
            try await expect(store.findUser(login: "ceo@example.com")?.id, user.id)
        },
        .ofPair("an address that is somebody's user name by another's word is not taken") { store, rows, user, _ in
            try await rows.add(rows.user("ceo@example.com"))
            let link = rows.link(to: user, for: .address, "ceo@example.com")
            try await expect(store.commitLink(link))
            try await expect(store.commitAddress(byLink: link.digest, telling: nil, at: rows.now), .emailTaken)
        },
        .ofPair("an address that somebody has proved is theirs") { store, rows, user, _ in
            var owner = rows.user("owner", email: "new@example.com")
            owner.emailVerified = true
            try await rows.add(owner)
            let link = rows.link(to: user, for: .address, "NEW@example.com")
            try await expect(store.commitLink(link))
            try await expect(store.commitAddress(byLink: link.digest, telling: nil, at: rows.now), .emailTaken)
            try await expect(store.findUser(user.id), user)
            try await expect(store.findUser(owner.id)?.email, "new@example.com")
        },
        Behaviour("an invitation makes one account") { store, rows in
            let invitation = rows.invitation(to: "eve@example.com")
            let notice = rows.mail(.invitation, to: nil)
            try await store.commitInvitation(invitation, sending: notice)
            try await expect(store.findDueMails(limit: 9, at: rows.now), [notice])
            try await expect(store.findInvitation(invitation.digest, at: rows.now), invitation)
            try await expect(store.findInvitation(invitation.digest, at: invitation.expiresAt), nil)
            let squatter = try await rows.add(rows.user("squatter", email: "EVE@example.com"))
            let taken = rows.user("Squatter", email: invitation.email)
            try await expect(
                store.commitNewUser(taken, byInvitation: invitation.digest, at: rows.now), .usernameTaken)
            try await race(for: UserOutcome.done, others: .unknown) { number in
                try await store.commitNewUser(
                    rows.user("eve\(number)", email: invitation.email), byInvitation: invitation.digest, at: rows.now)
            }
            try await expect(store.findUser(squatter.id)?.email, nil)
            try await expect(store.findUsers().count, 2)
        },
        Behaviour("of the invitations to one address the latest is good") { store, rows in
            let (old, new) = (rows.invitation(to: "eve@example.com"), rows.invitation(to: "Eve@example.com"))
            for invitation in [old, new] {
                try await store.commitInvitation(invitation, sending: rows.mail(.invitation, to: nil))
            }
            try await expect(store.findInvitation(old.digest, at: rows.now), nil)
            try await expect(store.findInvitation(new.digest, at: rows.now), new)
            try await expect(store.commitRemovalOfExpired(at: new.expiresAt, limit: 10), 3)
        },
        .ofPair("a link ends with another password, a disabled account and a removed one") { store, rows, user, _ in
            let links = [rows.link(to: user), rows.link(to: user)]
            try await expect(store.commitLink(links[0]))
            try await expect(store.commitPassword("$argon2id$new", of: user.id, at: rows.now), .done)
            try await expect(store.reset(to: "$new", by: links[0].digest, at: rows.now), false)
            try await expect(store.commitLink(links[1]))
            try await expect(store.commitDisabled(true, of: user.id, at: rows.now), .done)
            try await expect(store.reset(to: "$new", by: links[1].digest, at: rows.now), false)
            try await expect(store.commitLink(rows.link(to: user)), false)
        },
    ]
}

extension Store {
    fileprivate func reset(
        to hash: String, by digest: TokenDigest, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await commitPassword(hash, byLink: digest, for: .reset, telling: nil, at: now)
    }
}

extension StorageFixture {
    func link(
        to user: UserRecord, for purpose: OneTimeLinkRecord.Purpose = .reset, _ email: String? = nil
    ) -> OneTimeLinkRecord {
        OneTimeLinkRecord(
            digest: digest(), userID: user.id, purpose: purpose, createdAt: now, expiresAt: now + 3600, email: email)
    }

    func invitation(to email: String) -> InvitationRecord {
        InvitationRecord(digest: digest(), email: email, createdAt: now, expiresAt: now + 3600)
    }
}
