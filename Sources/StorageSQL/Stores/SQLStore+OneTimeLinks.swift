import OAuthProtocol
import Storage

private let linkWithUser = Columns<(link: OneTimeLinkRecord, user: UserRecord)>(
    from: "one_time_links JOIN users ON users.id = one_time_links.user_id", { (link: $0, user: $1) },
    group(OneTimeLinkRecord.columns, \.link), group(UserRecord.columns, \.user))

extension SQLStore {
    package func findLink(
        _ digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) async throws(StorageError) -> (link: OneTimeLinkRecord, user: UserRecord)? {
        try await read { try $0.link(digest, for: purpose, at: now) }
    }

    package func commitLink(
        _ link: OneTimeLinkRecord, sending mail: MailRecord?, answering request: MailRecord?
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            guard try connection.isActive(link.userID) else { return false }
            if let request, try !connection.remove(request) { return false }
            try connection.perform(
                "DELETE FROM one_time_links WHERE user_id = ? AND purpose = ?", link.userID, link.purpose)
            try connection.put(link)
            try connection.send(mail)
            return true
        }
    }

    package func commitPassword(
        _ passwordHash: String, byLink digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose,
        telling mail: MailRecord?, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try await write { connection in
            guard let user = try connection.use(digest, for: purpose, at: now)?.user.id else { return false }
            try connection.perform(
                "UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ?", passwordHash, now, user)
            try connection.endEverything(of: user, at: now)
            if purpose == .reset {
                for table in ["one_time_codes", "recovery_codes", "passkeys"] {
                    try connection.perform("DELETE FROM \(table) WHERE user_id = ?", user)
                }
            }
            try connection.send(mail)
            return true
        }
    }

    package func commitAddress(
        byLink digest: TokenDigest, telling mail: MailRecord?, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try await write { connection in
            guard let (link, user) = try connection.use(digest, for: .address, at: now), let email = link.email else {
                return .unknown
            }
            let changed = user.proving(email, at: now)
            if let obstacle = try connection.obstacle(toProving: changed, at: now) { return obstacle }
            try connection.rename(changed)
            try connection.send(mail)
            return .done
        }
    }

    package func findInvitation(
        _ digest: TokenDigest, at now: Timestamp
    ) async throws(StorageError) -> InvitationRecord? {
        try await read { try $0.first("WHERE digest = ? AND expires_at > ?", digest, now) }
    }

    package func commitInvitation(
        _ invitation: InvitationRecord, sending mail: MailRecord
    ) async throws(StorageError) {
        try await write { connection in
            try connection.perform(
                "DELETE FROM invitations WHERE email_key = ?", UserRecord.loginKey(invitation.email))
            try connection.put(invitation)
            try connection.send(mail)
        }
    }

    package func commitNewUser(
        _ user: UserRecord, byInvitation digest: TokenDigest, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try await write { connection in
            let isGood = "SELECT 1 FROM invitations WHERE digest = ? AND expires_at > ?"
            guard try connection.exists(isGood, digest, now) else { return .unknown }
            if let obstacle = try connection.obstacle(toProving: user, at: now) { return obstacle }
            // Here and not above, so that of two at once one finds nothing left.
            guard try connection.run("DELETE FROM invitations WHERE digest = ?", digest) == 1 else { return .unknown }
            try connection.put(user)
            return .done
        }
    }
}

extension Connection {
    fileprivate func link(
        _ digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) throws(StorageError) -> (link: OneTimeLinkRecord, user: UserRecord)? {
        let found = try first(
            linkWithUser,
            """
            WHERE one_time_links.digest = ? AND one_time_links.purpose = ? AND one_time_links.expires_at > ?
                AND users.disabled = 0
            """,
            digest, purpose, now)
        guard let found, purpose != .password || found.link.isOfAddress(of: found.user) else { return nil }
        return found
    }

    /// Uses a link up.
    ///
    /// - Returns: `nil`, changing nothing, if it is not there or not good (any more).
    fileprivate func use(
        _ digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) throws(StorageError) -> (link: OneTimeLinkRecord, user: UserRecord)? {
        guard let found = try link(digest, for: purpose, at: now),
            try run("DELETE FROM one_time_links WHERE digest = ?", digest) == 1
        else { return nil }
        return found
    }

    /// What keeps an account from having an address that is proved, once it is taken from whoever has it without having proved it;
    /// `nil` if nothing does. Nobody's user name is an address that somebody else has proved.
    fileprivate func obstacle(
        toProving user: UserRecord, at now: Timestamp
    ) throws(StorageError) -> UserOutcome? {
        guard let key = user.email.map(UserRecord.loginKey) else { return try obstacle(to: user, besides: user.id) }
        let unproved: UserRecord? = try first("WHERE email_key = ? AND email_verified = 0 AND id <> ?", key, user.id)
        if let unproved {
            let renamed = try unproved.losingAddress(at: now) { name throws(StorageError) in
                try exists("SELECT 1 FROM users WHERE username_key = ?", UserRecord.loginKey(name))
            }
            try rename(renamed)
        }
        if let obstacle = try obstacle(to: user, besides: user.id) { return obstacle }
        return try exists("SELECT 1 FROM users WHERE username_key = ? AND id <> ?", key, user.id) ? .emailTaken : nil
    }

    /// Gives an account the names and the address that the record has.
    fileprivate func rename(_ user: UserRecord) throws(StorageError) {
        try perform(
            """
            UPDATE users SET username = ?, username_key = ?, email = ?, email_key = ?, email_verified = ?, updated_at = ?
            WHERE id = ?
            """,
            user.username, UserRecord.loginKey(user.username), user.email, user.email.map(UserRecord.loginKey),
            user.emailVerified, user.updatedAt, user.id)
    }
}
