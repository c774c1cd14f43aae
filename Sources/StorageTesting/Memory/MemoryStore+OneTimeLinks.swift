import OAuthProtocol
import Storage

extension MemoryStore {
    package func findLink(
        _ digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) throws(StorageError) -> (link: OneTimeLinkRecord, user: UserRecord)? {
        try access(.findLink) { $0.link(digest, for: purpose, at: now) }
    }

    package func commitLink(
        _ link: OneTimeLinkRecord, sending mail: MailRecord?, answering request: MailRecord?
    ) throws(StorageError) -> Bool {
        try access(.commitLink) { rows in
            guard rows.activeUser(link.userID) != nil else { return false }
            if let request, !rows.remove(request) { return false }
            rows.links.removeAll { $0.userID == link.userID && $0.purpose == link.purpose }
            rows.links.append(link)
            rows.send(mail)
            return true
        }
    }

    package func commitPassword(
        _ passwordHash: String, byLink digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose,
        telling mail: MailRecord?, at now: Timestamp
    ) throws(StorageError) -> Bool {
        try access(.commitPasswordByLink) { rows in
            guard let (_, user) = rows.link(digest, for: purpose, at: now) else { return false }
            rows.links.removeAll { $0.digest == digest }
            rows.users[user.id]?.passwordHash = passwordHash
            rows.users[user.id]?.updatedAt = now
            rows.endEverything(of: user.id, at: now)
            if purpose == .reset { rows.removeFactors(of: user.id) }
            rows.send(mail)
            return true
        }
    }

    package func commitAddress(
        byLink digest: TokenDigest, telling mail: MailRecord?, at now: Timestamp
    ) throws(StorageError) -> UserOutcome {
        try access(.commitAddress) { rows in
            guard let (link, user) = rows.link(digest, for: .address, at: now), let email = link.email else {
                return .unknown
            }
            rows.links.removeAll { $0.digest == digest }
            let changed = user.proving(email, at: now)
            if let obstacle = rows.obstacle(toProving: changed, at: now) { return obstacle }
            rows.users[user.id] = changed
            rows.send(mail)
            return .done
        }
    }

    package func findInvitation(_ digest: TokenDigest, at now: Timestamp) throws(StorageError) -> InvitationRecord? {
        try access(.findInvitation) { rows in
            rows.invitations.first { $0.digest == digest && now < $0.expiresAt }
        }
    }

    package func commitInvitation(_ invitation: InvitationRecord, sending mail: MailRecord) throws(StorageError) {
        try access(.commitInvitation) { rows in
            let key = UserRecord.loginKey(invitation.email)
            rows.invitations.removeAll { UserRecord.loginKey($0.email) == key }
            rows.invitations.append(invitation)
            rows.send(mail)
        }
    }

    package func commitNewUser(
        _ user: UserRecord, byInvitation digest: TokenDigest, at now: Timestamp
    ) throws(StorageError) -> UserOutcome {
        try access(.commitNewUserByInvitation) { rows in
            guard rows.invitations.contains(where: { $0.digest == digest && now < $0.expiresAt }) else {
                return .unknown
            }
            if let obstacle = rows.obstacle(toProving: user, at: now) { return obstacle }
            rows.invitations.removeAll { $0.digest == digest }
            rows.users[user.id] = user
            return .done
        }
    }
}

extension MemoryStore.Rows {
    fileprivate func link(
        _ digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) -> (link: OneTimeLinkRecord, user: UserRecord)? {
        let found = links.first { $0.digest == digest && $0.purpose == purpose && now < $0.expiresAt }
        guard let link = found, let user = activeUser(link.userID), purpose != .password || link.isOfAddress(of: user)
        else { return nil }
        return (link, user)
    }

    fileprivate mutating func obstacle(toProving user: UserRecord, at now: Timestamp) -> UserOutcome? {
        let key = user.email.map(UserRecord.loginKey)
        let others = users.values.filter { $0.id != user.id }
        let unproved = others.first { !$0.emailVerified && $0.email.map(UserRecord.loginKey) == key }
        if let unproved, key != nil {
            let names = Set(users.values.map { UserRecord.loginKey($0.username) })
            users[unproved.id] = try? unproved.losingAddress(at: now) { names.contains(UserRecord.loginKey($0)) }
        }
        if let obstacle = obstacle(to: user, besides: user.id) { return obstacle }
        let named = users.values.first { $0.id != user.id && UserRecord.loginKey($0.username) == key }
        return named == nil ? nil : .emailTaken
    }

    mutating func removeExpiredLinks(at now: Timestamp, limit: Int) -> Int {
        let expired = links.filter { $0.expiresAt <= now }.prefix(limit)
        links.removeAll { expired.contains($0) }
        let invited = invitations.filter { $0.expiresAt <= now }.prefix(limit)
        invitations.removeAll { invited.contains($0) }
        return expired.count + invited.count
    }
}
