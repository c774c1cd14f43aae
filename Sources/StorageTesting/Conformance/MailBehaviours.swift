import OAuthProtocol
import Storage

extension StorageConformance {
    static let mails: [Behaviour] = [
        .ofPair("what changes how one signs in puts a message there, in the same transaction or not at all") {
            store, rows, user, _ in
            let passkey = rows.passkey(of: user)
            let causes: [(MailRecord.Kind, (MailRecord) async throws -> Bool)] = [
                (
                    .codesSetUp,
                    { try await store.commitOneTimeCodes(rows.oneTimeCodes(of: user), recovery: [], telling: $0) }
                ),
                (.recoveryCodesReplaced, { try await store.commitRecoveryCodes([], of: user.id, telling: $0) }),
                (.codesRemoved, { try await store.commitRemovalOfOneTimeCodes(of: user.id, telling: $0) }),
                (
                    .passkeyAdded,
                    { try await store.commitNewPasskey(passkey, spending: rows.challenge(), telling: $0) == .done }
                ),
                (.passkeyRemoved, { try await store.commitRemoval(ofPasskey: passkey.id, of: user.id, telling: $0) }),
                (
                    .newDevice,
                    {
                        try await store.commitSession(
                            rows.session(of: user), judgedBy: nil, replacing: nil, limit: nil, settling: .none,
                            telling: $0, at: rows.now) != nil
                    }
                ),
                (
                    .passwordChanged,
                    { try await store.commitPassword("$new", of: user.id, telling: $0, at: rows.now) == .done }
                ),
            ]
            for (kind, cause) in causes {
                let mail = rows.mail(kind, to: user)
                try await expect(cause(mail))
                try await expect(store.findDueMails(limit: 99, at: rows.now).contains(mail))
            }
            try await expect(store.commitDisabled(true, of: user.id, at: rows.now), .done)
            try await expect(store.findPendingMails(of: MailRecord.Kind.allCases), causes.count)
            for (kind, cause) in causes where kind != .passwordChanged {
                try await expect(cause(rows.mail(kind, to: user)), false)
            }
            try await expect(store.findPendingMails(of: MailRecord.Kind.allCases), causes.count)
        },
        .ofPair("of the same cause there is one message, and of one person so many") { store, rows, user, _ in
            let first = rows.mail(.newDevice, to: user)
            for _ in 0..<2 {
                try await expect(store.commitPassword("$x", of: user.id, telling: first, at: rows.now), .done)
            }
            try await expect(store.findPendingMails(of: MailRecord.Kind.allCases), 1)
            for age in 1...MailRecord.most.ofUser {
                let mail = rows.mail(.newDevice, to: user, after: Int64(age))
                try await expect(store.commitPassword("$x", of: user.id, telling: mail, at: rows.now), .done)
            }
            try await expect(store.findPendingMails(of: MailRecord.Kind.allCases), MailRecord.most.ofUser)
            try await expect(store.findDueMails(limit: 999, at: rows.now + 99).contains(first), false)
            // What was done to the account is told when it is gone too.
            let changed = rows.mail(.passwordChanged, to: user, after: -1)
            try await expect(store.commitPassword("$y", of: user.id, telling: changed, at: rows.now), .done)
            try await expect(store.findPendingMails(of: MailRecord.Kind.allCases), MailRecord.most.ofUser)
            let removed = rows.mail(.accountRemoved, to: user)
            try await expect(store.commitRemovalOfUser(user.id, telling: removed, at: rows.now), .done)
            try await expect(Set(store.findDueMails(limit: 9, at: rows.now).map(\.id)), [changed.id, removed.id])
        },
        Behaviour("of what anybody may cause so many wait") { store, rows in
            for _ in 0..<MailRecord.most.requested {
                try await expect(store.commitRequested(rows.mail(.forgottenPassword, to: nil)))
            }
            try await expect(store.commitRequested(rows.mail(.forgottenPassword, to: nil)), false)
        },
        Behaviour("a message is claimed by one of a hundred, and is due again when its lease is over") { store, rows in
            let mail = rows.mail(.forgottenPassword, to: nil)
            try await expect(store.commitRequested(mail))
            let lease = rows.now + 60
            let claimed = try await race(100) { _ in try await store.commitClaim(of: mail, until: lease) }
            try await expect(claimed.compactMap(\.self), [mail.claimed(until: lease)])
            try await expect(store.findDueMails(limit: 9, at: lease + (-1)), [])
            try await expect(store.findDueMails(limit: 9, at: lease), [mail.claimed(until: lease)])
            // Whoever comes back late changes nothing.
            try await store.commitRemoval(of: mail)
            try await store.commitPostponement(of: mail, until: rows.now)
            try await expect(store.findDueMails(limit: 9, at: lease), [mail.claimed(until: lease)])
            let late = mail.claimed(until: lease)
            try await store.commitPostponement(of: late, until: lease + 5)
            try await expect(store.findDueMails(limit: 9, at: lease), [])
            try await store.commitRemoval(of: late.due(at: lease + 5))
            try await expect(store.findPendingMails(of: MailRecord.Kind.allCases), 0)
        },
        Behaviour("of hosts that are spoken to, and of other kinds, none is found due") { store, rows in
            let mails = ["a@one.example", "b@TWO.example", "c@three.example"].map {
                rows.mail(.forgottenPassword, to: nil, at: $0)
            }
            for mail in mails { try await expect(store.commitRequested(mail)) }
            let found = try await store.findDueMails(
                of: [.forgottenPassword, .address], sparing: ["one.example", "two.example"], limit: 9, at: rows.now)
            try expect(found, [mails[2]])
            try await expect(store.findDueMails(of: [.address], sparing: [], limit: 9, at: rows.now), [])
            try await expect(store.findPendingMails(of: [.forgottenPassword]), 3)
            try await expect(store.findPendingMails(of: [.address, .invitation]), 0)
        },
        Behaviour("the longest due come first, and what a clock noted that was ahead is due now") { store, rows in
            let mails = [3, 1, 2].map { rows.mail(.forgottenPassword, to: nil, after: $0) }
            let ahead = rows.mail(.forgottenPassword, to: nil, after: 9_999_999)
            for mail in mails + [ahead] { try await expect(store.commitRequested(mail)) }
            try await expect(
                store.findDueMails(limit: 9, at: rows.now + 2), [mails[1], mails[2], ahead])
            try await expect(store.findDueMails(limit: 1, at: rows.now + 2), [mails[1]])
        },
        .ofPair("a request is answered once") { store, rows, user, _ in
            let request = rows.mail(.forgottenPassword, to: nil)
            try await expect(store.commitRequested(request))
            let link = { rows.link(to: user, for: .password, user.email) }
            let mail = rows.mail(.newPassword, to: user)
            let claimed = try await store.commitClaim(of: request, until: rows.now + 60)
            try await expect(store.commitLink(link(), sending: mail, answering: request), false)
            try await expect(store.commitLink(link(), sending: mail, answering: claimed))
            try await expect(
                store.commitLink(link(), sending: rows.mail(.newPassword, to: user), answering: claimed), false)
            try await expect(store.findDueMails(limit: 9, at: rows.now), [mail])
        },
        Behaviour("what nobody handed over in time leaves") { store, rows in
            let mail = rows.mail(.forgottenPassword, to: nil)
            try await expect(store.commitRequested(mail))
            try await expect(store.commitRemovalOfExpired(at: mail.expiresAt, limit: 10), 1)
            try await expect(store.findPendingMails(of: MailRecord.Kind.allCases), 0)
        },
    ]
}

extension StorageFixture {
    /// - `delay`: seconds.
    func mail(
        _ kind: MailRecord.Kind, to user: UserRecord?, after delay: Int64 = 0, at address: String = ""
    ) -> MailRecord {
        MailRecord(
            id: digest(), kind: kind, userID: user?.id, recipient: user?.email ?? address, language: "en",
            sealed: [1, 2, 3],
            createdAt: now + delay, dueAt: now + delay, expiresAt: now + (delay + 3600))
    }
}
