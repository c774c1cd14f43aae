import OAuthProtocol
import Storage

extension FaultyStore {
    package func findUser(_ id: UserID) async throws(StorageError) -> UserRecord? {
        try pass(.findUserByID)
        return try await base.findUser(id)
    }

    package func findUser(login: String) async throws(StorageError) -> UserRecord? {
        try pass(.findUserByLogin)
        return try await base.findUser(login: login)
    }

    package func findUsers() async throws(StorageError) -> [UserRecord] {
        try pass(.findUsers)
        return try await base.findUsers()
    }

    package func commitNewUser(_ user: UserRecord) async throws(StorageError) -> UserOutcome {
        try pass(.commitNewUser)
        return try await base.commitNewUser(user)
    }

    package func commitProfile(
        _ changed: UserRecord, replacing known: UserRecord
    ) async throws(StorageError) -> UserOutcome {
        try pass(.commitProfile)
        return try await base.commitProfile(changed, replacing: known)
    }

    package func commitPassword(
        _ hash: String, of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try pass(.commitPassword)
        return try await base.commitPassword(hash, of: user, at: now)
    }

    package func commitRehash(_ hash: String, replacing old: String, of user: UserID) async throws(StorageError) {
        try pass(.commitRehash)
        try await base.commitRehash(hash, replacing: old, of: user)
    }

    package func commitDisabled(
        _ disabled: Bool, of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try pass(.commitDisabled)
        return try await base.commitDisabled(disabled, of: user, at: now)
    }

    package func commitRemovalOfUser(
        _ id: UserID, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try pass(.commitRemovalOfUser)
        return try await base.commitRemovalOfUser(id, at: now)
    }
}
