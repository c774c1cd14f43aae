import OAuthProtocol
import Storage

extension MemoryStore {
    package func findPasskey(_ id: [UInt8]) throws(StorageError) -> (passkey: PasskeyRecord, user: UserRecord)? {
        try access(.findPasskey) { rows in
            guard let passkey = rows.passkeys.first(where: { $0.id == id }),
                let user = rows.activeUser(passkey.userID)
            else { return nil }
            return (passkey, user)
        }
    }

    package func findPasskeys(of user: UserID) throws(StorageError) -> [PasskeyRecord] {
        try access(.findPasskeys) { rows in
            rows.passkeys.filter { $0.userID == user }.sorted { left, right in
                guard left.createdAt == right.createdAt else { return left.createdAt < right.createdAt }
                return left.id.lexicographicallyPrecedes(right.id)
            }
        }
    }

    package func commitNewPasskey(
        _ passkey: PasskeyRecord, spending challenge: SpentAssertion, telling mail: MailRecord?
    ) throws(StorageError) -> NewPasskeyOutcome {
        try access(.commitNewPasskey) { rows in
            guard rows.activeUser(passkey.userID) != nil else { return .refused }
            guard rows.spentAssertions[challenge.digest] == nil,
                !rows.passkeys.contains(where: { $0.id == passkey.id })
            else { return .replayed }
            guard rows.passkeys.count(where: { $0.userID == passkey.userID }) < PasskeyRecord.most else {
                return .full
            }
            rows.spentAssertions[challenge.digest] = challenge.expiresAt
            rows.passkeys.append(passkey)
            rows.send(mail)
            return .done
        }
    }

    package func commitUse(
        of passkey: PasskeyRecord, signCount: Int64, spending challenge: SpentAssertion, at now: Timestamp
    ) throws(StorageError) -> Bool {
        try access(.commitUseOfPasskey) { rows in
            guard let index = rows.passkeys.firstIndex(where: { $0.id == passkey.id }),
                rows.spentAssertions[challenge.digest] == nil, rows.activeUser(rows.passkeys[index].userID) != nil
            else { return false }
            let known = rows.passkeys[index]
            guard known.signCount < signCount || (known.signCount == 0 && signCount == 0) else { return false }
            rows.spentAssertions[challenge.digest] = challenge.expiresAt
            rows.passkeys[index] = PasskeyRecord(
                id: known.id, userID: known.userID, name: known.name, publicKey: known.publicKey,
                signCount: signCount,
                isBackupEligible: known.isBackupEligible, transports: known.transports, createdAt: known.createdAt,
                lastUsedAt: now)
            return true
        }
    }

    package func commitName(_ name: String, ofPasskey id: [UInt8], of user: UserID) throws(StorageError) -> Bool {
        try access(.commitNameOfPasskey) { rows in
            guard let index = rows.passkeys.firstIndex(where: { $0.id == id && $0.userID == user }) else {
                return false
            }
            rows.passkeys[index].name = name
            return true
        }
    }

    package func commitRemoval(
        ofPasskey id: [UInt8], of user: UserID, telling mail: MailRecord?
    ) throws(StorageError) -> Bool {
        try access(.commitRemovalOfPasskey) { rows in
            let own = rows.passkeys.filter { $0.userID == user }
            guard own.contains(where: { $0.id == id }), own.count > 1 || rows.users[user]?.passwordHash != nil else {
                return false
            }
            rows.passkeys.removeAll { $0.id == id }
            rows.removeIdleRecoveryCodes(of: user)
            rows.send(mail)
            return true
        }
    }
}
