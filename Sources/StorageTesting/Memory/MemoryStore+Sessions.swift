import OAuthProtocol
import Storage

extension MemoryStore {
    package func findSession(_ digest: TokenDigest) throws(StorageError) -> (session: SessionRecord, user: UserRecord)?
    {
        try access(.findSession) { rows in
            guard let session = rows.session(of: digest), let user = rows.activeUser(session.userID) else { return nil }
            return (session, user)
        }
    }

    package func commitSession(
        _ session: SessionRecord, judgedBy passwordHash: String?, replacing: TokenDigest?, limit: Int?,
        settling: AttemptSettlement, telling mail: MailRecord?, at now: Timestamp
    ) throws(StorageError) -> SessionID? {
        try access(.commitSession) { rows in
            guard let user = rows.activeUser(session.userID),
                passwordHash == nil || passwordHash == user.passwordHash
            else {
                return nil
            }
            rows.settle(settling)
            let begun = rows.session(of: session.digest).flatMap { same in
                same.userID == session.userID && now < same.expiresAt ? same.id : nil
            }
            let session = session.identified(as: begun ?? session.id)
            for digest in [replacing, session.digest].compactMap(\.self) {
                guard let replaced = rows.session(of: digest), replaced.id != session.id else { continue }
                rows.end(replaced, keepingOfflineAccess: true, at: now)
            }
            rows.sessions[session.id] = session
            if let limit {
                let others = rows.sessions(of: session.userID, at: now).filter { $0.id != session.id }
                for excess in others.dropFirst(max(limit - 1, 0)) {
                    rows.end(excess, keepingOfflineAccess: true, at: now)
                }
            }
            rows.send(mail)
            return session.id
        }
    }

    package func commitUse(of session: SessionID, at now: Timestamp) throws(StorageError) {
        try access(.commitUseOfSession) { rows in
            guard let before = rows.sessions[session]?.lastUsedAt else { return }
            rows.sessions[session]?.lastUsedAt = before.isYetToCome(at: now) ? now : max(before, now)
        }
    }

    package func commitEnd(
        of session: SessionID, of user: UserID, keepingOfflineAccess: Bool, at now: Timestamp
    ) throws(StorageError) -> Bool {
        try access(.commitEnd) { rows in
            guard let ending = rows.sessions[session], ending.userID == user else { return false }
            rows.end(ending, keepingOfflineAccess: keepingOfflineAccess, at: now)
            return true
        }
    }

    package func findSessions(of user: UserID, most: Int, at now: Timestamp) throws(StorageError) -> [SessionRecord] {
        try access(.findSessions) { Array($0.sessions(of: user, at: now).prefix(most)) }
    }
}

extension MemoryStore.Rows {
    fileprivate func session(of digest: TokenDigest) -> SessionRecord? {
        sessions.values.first { $0.digest == digest }
    }

    /// The last used first; of those of the same second, the one whose identifier is the later.
    fileprivate func sessions(of user: UserID, at now: Timestamp) -> [SessionRecord] {
        sessions.values.filter { $0.userID == user }.sorted { left, right in
            let (used, other) = (left.lastUse(at: now) ?? Timestamp(-1), right.lastUse(at: now) ?? Timestamp(-1))
            guard used == other else { return used > other }
            return right.id.octets.lexicographicallyPrecedes(left.id.octets)
        }
    }
}
