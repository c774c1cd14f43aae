import OAuthProtocol
import Storage

extension MemoryStore {
    package func findOneTimeCodes(of user: UserID) throws(StorageError) -> OneTimeCodeRecord? {
        try access(.findOneTimeCodes) { $0.oneTimeCodes[user] }
    }

    package func commitOneTimeCodes(
        _ codes: OneTimeCodeRecord, recovery: [RecoveryCodeRecord], telling mail: MailRecord?
    ) throws(StorageError) -> Bool {
        try access(.commitOneTimeCodes) { rows in
            guard rows.activeUser(codes.userID) != nil else { return false }
            rows.oneTimeCodes[codes.userID] = codes
            rows.recoveryCodes = rows.recoveryCodes.filter { $0.userID != codes.userID } + recovery
            rows.rememberedBrowsers.removeAll { $0.userID == codes.userID }
            rows.send(mail)
            return true
        }
    }

    package func commitUse(ofStep step: Int64, of codes: OneTimeCodeRecord) throws(StorageError) -> Bool {
        try access(.commitUseOfOneTimeCode) { rows in
            guard let known = rows.oneTimeCodes[codes.userID], known.sealed == codes.sealed, known.lastStep < step
            else { return false }
            rows.oneTimeCodes[codes.userID] = OneTimeCodeRecord(
                userID: known.userID, sealed: known.sealed, createdAt: known.createdAt, lastStep: step)
            return true
        }
    }

    package func commitRemovalOfOneTimeCodes(
        of user: UserID, telling mail: MailRecord?
    ) throws(StorageError) -> Bool {
        try access(.commitRemovalOfOneTimeCodes) { rows in
            guard rows.oneTimeCodes.removeValue(forKey: user) != nil else { return false }
            rows.rememberedBrowsers.removeAll { $0.userID == user }
            rows.removeIdleRecoveryCodes(of: user)
            rows.send(mail)
            return true
        }
    }

    package func countRecoveryCodes(of user: UserID) throws(StorageError) -> Int {
        try access(.countRecoveryCodes) { $0.recoveryCodes.count { $0.userID == user } }
    }

    package func commitRecoveryCodes(
        _ codes: [RecoveryCodeRecord], of user: UserID, telling mail: MailRecord?
    ) throws(StorageError) -> Bool {
        try access(.commitRecoveryCodes) { rows in
            guard rows.activeUser(user) != nil,
                rows.oneTimeCodes[user] != nil || rows.passkeys.contains(where: { $0.userID == user })
            else { return false }
            rows.recoveryCodes = rows.recoveryCodes.filter { $0.userID != user } + codes
            rows.send(mail)
            return true
        }
    }

    package func commitUse(of code: RecoveryCodeRecord) throws(StorageError) -> Bool {
        try access(.commitUseOfRecoveryCode) { rows in
            guard let found = rows.recoveryCodes.firstIndex(of: code) else { return false }
            rows.recoveryCodes.remove(at: found)
            return true
        }
    }

    package func findRememberedBrowser(
        _ digest: TokenDigest, of user: UserID, at now: Timestamp
    ) throws(StorageError) -> RememberedBrowserRecord? {
        try access(.findRememberedBrowser) { rows in
            rows.rememberedBrowsers(of: user).first { $0.digest == digest && now < $0.expiresAt }
        }
    }

    package func findRememberedBrowsers(
        of user: UserID, at now: Timestamp
    ) throws(StorageError) -> [RememberedBrowserRecord] {
        try access(.findRememberedBrowsers) { rows in
            rows.rememberedBrowsers(of: user).filter { now < $0.expiresAt }
        }
    }

    package func commitRememberedBrowser(_ browser: RememberedBrowserRecord) throws(StorageError) -> Bool {
        try access(.commitRememberedBrowser) { rows in
            guard rows.activeUser(browser.userID) != nil else { return false }
            rows.rememberedBrowsers.removeAll { $0.digest == browser.digest }
            let leaving = rows.rememberedBrowsers(of: browser.userID).dropFirst(RememberedBrowserRecord.most - 1)
            rows.rememberedBrowsers.removeAll { leaving.contains($0) }
            rows.rememberedBrowsers.append(browser)
            return true
        }
    }

    package func commitEnd(ofRememberedBrowser digest: TokenDigest, of user: UserID) throws(StorageError) -> Bool {
        try access(.commitEndOfRememberedBrowser) { rows in
            let before = rows.rememberedBrowsers.count
            rows.rememberedBrowsers.removeAll { $0.digest == digest && $0.userID == user }
            return rows.rememberedBrowsers.count < before
        }
    }
}

extension MemoryStore.Rows {
    /// The latest first.
    fileprivate func rememberedBrowsers(of user: UserID) -> [RememberedBrowserRecord] {
        rememberedBrowsers.filter { $0.userID == user }.sorted { left, right in
            guard left.createdAt == right.createdAt else { return left.createdAt > right.createdAt }
            return left.digest.octets.lexicographicallyPrecedes(right.digest.octets)
        }
    }

    mutating func removeExpiredBrowsers(at now: Timestamp, limit: Int) -> Int {
        let expired = rememberedBrowsers.filter { $0.expiresAt <= now }.prefix(limit)
        rememberedBrowsers.removeAll { expired.contains($0) }
        return expired.count
    }

    mutating func removeIdleRecoveryCodes(of user: UserID) {
        guard oneTimeCodes[user] == nil, !passkeys.contains(where: { $0.userID == user }) else { return }
        recoveryCodes.removeAll { $0.userID == user }
    }

    /// Removes what there is besides a password.
    mutating func removeFactors(of user: UserID) {
        oneTimeCodes[user] = nil
        recoveryCodes.removeAll { $0.userID == user }
        rememberedBrowsers.removeAll { $0.userID == user }
        passkeys.removeAll { $0.userID == user }
        links.removeAll { $0.userID == user }
    }
}
