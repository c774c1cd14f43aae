import OAuthProtocol
import Storage
import Synchronization

/// As much of a store as accounts, sign-in and sessions need.
final class PeopleInMemory: UserStore, SessionStore, AttemptStore {
    struct Count {
        var count: Int64 = 0
        var blockedUntil: Timestamp?
        var forgottenAt: Timestamp
    }

    struct State {
        var users: [UserID: UserRecord] = [:]
        var sessions: [SessionID: SessionRecord] = [:]
        var counts: [TokenDigest: Count] = [:]
        var uses = 0
        var failure: StorageError?
    }

    private let state = Mutex(State())

    /// How often `commitUse` was called.
    var uses: Int { state.withLock { $0.uses } }

    /// Makes every call fail from now on.
    func fail(with error: StorageError) {
        state.withLock { $0.failure = error }
    }

    private func with<Value: Sendable>(_ body: (inout sending State) -> sending Value) throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            return .success(body(&state))
        }
        return try result.get()
    }

    // MARK: Users

    func findUser(_ id: UserID) async throws(StorageError) -> UserRecord? {
        try with { $0.users[id] }
    }

    func findUser(login: String) async throws(StorageError) -> UserRecord? {
        let key = UserRecord.loginKey(login)
        return try with { state in
            state.users.values.first { UserRecord.loginKey($0.username) == key }
                ?? state.users.values.first { $0.email.map(UserRecord.loginKey) == key }
        }
    }

    func findUsers() async throws(StorageError) -> [UserRecord] {
        try with { $0.users.values.sorted { $0.createdAt < $1.createdAt } }
    }

    func commitNewUser(_ user: UserRecord) async throws(StorageError) -> UserOutcome {
        try with { state in
            state.users[user.id] = user
            return .done
        }
    }

    func commitPassword(_ hash: String, of user: UserID, at now: Timestamp) async throws(StorageError) -> UserOutcome {
        try with { state in
            guard state.users[user] != nil else { return .unknown }
            state.users[user]?.passwordHash = hash
            state.users[user]?.updatedAt = now
            state.sessions = state.sessions.filter { $0.value.userID != user }
            return .done
        }
    }

    func commitRehash(_ hash: String, replacing old: String, of user: UserID) async throws(StorageError) {
        try with { state in
            if state.users[user]?.passwordHash == old { state.users[user]?.passwordHash = hash }
        }
    }

    func commitDisabled(
        _ disabled: Bool, of user: UserID, at now: Timestamp
    ) async throws(StorageError) -> UserOutcome {
        try with { state in
            guard state.users[user] != nil else { return .unknown }
            state.users[user]?.disabled = disabled
            if disabled { state.sessions = state.sessions.filter { $0.value.userID != user } }
            return .done
        }
    }

    func commitRemovalOfUser(_ id: UserID) async throws(StorageError) -> UserOutcome {
        try with { state in
            state.sessions = state.sessions.filter { $0.value.userID != id }
            return state.users.removeValue(forKey: id) == nil ? .unknown : .done
        }
    }

    // MARK: Sessions

    func findSession(
        _ digest: TokenDigest
    ) async throws(StorageError) -> (session: SessionRecord, user: UserRecord)? {
        try with { state in
            guard let session = state.sessions.values.first(where: { $0.digest == digest }),
                let user = state.users[session.userID], !user.disabled
            else { return nil }
            return (session, user)
        }
    }

    func commitSession(
        _ session: SessionRecord, replacing: TokenDigest?, limit: Int?, at now: Timestamp
    ) async throws(StorageError) -> Bool {
        try with { state in
            guard let user = state.users[session.userID], !user.disabled else { return false }
            state.sessions = state.sessions.filter { $0.value.digest != replacing }
            state.sessions[session.id] = session
            guard let limit else { return true }
            let own = state.sessions.values.filter { $0.userID == user.id && $0.id != session.id }
            for old in own.sorted(by: { $0.lastUsedAt > $1.lastUsedAt }).dropFirst(max(limit - 1, 0)) {
                state.sessions[old.id] = nil
            }
            return true
        }
    }

    func commitUse(of session: SessionID, at now: Timestamp) async throws(StorageError) {
        try with { state in
            state.uses += 1
            state.sessions[session]?.lastUsedAt = now
        }
    }

    func commitEnd(of session: SessionID, of user: UserID, at now: Timestamp) async throws(StorageError) -> Bool {
        try with { state in
            guard state.sessions[session]?.userID == user else { return false }
            state.sessions[session] = nil
            return true
        }
    }

    func findSessions(of user: UserID) async throws(StorageError) -> [SessionRecord] {
        try with { state in
            state.sessions.values.filter { $0.userID == user }.sorted { $0.lastUsedAt > $1.lastUsedAt }
        }
    }

    func findInteraction(_ digest: TokenDigest) async throws(StorageError) -> InteractionRecord? { nil }
    func commitInteraction(_ interaction: InteractionRecord) async throws(StorageError) {}
    func commitInteraction(
        _ digest: TokenDigest, from old: TokenDigest, to new: TokenDigest
    ) async throws(StorageError) -> Bool { false }
    func commitEndOfInteraction(_ digest: TokenDigest) async throws(StorageError) -> Bool { false }

    // MARK: Attempts

    func commitAttempt(_ attempts: [Attempt], at now: Timestamp) async throws(StorageError) -> AttemptOutcome {
        try with { state in
            state.counts = state.counts.filter { now < $0.value.forgottenAt }
            let blocks = attempts.compactMap { state.counts[$0.key]?.blockedUntil }.filter { now < $0 }
            if let until = blocks.max() { return .blocked(until: until) }
            for attempt in attempts {
                let count = (state.counts[attempt.key]?.count ?? 0) + 1
                let until = attempt.block(after: count, at: now)
                state.counts[attempt.key] = Count(
                    count: count, blockedUntil: until, forgottenAt: (until ?? now) + attempt.window)
            }
            return .counted
        }
    }

    func commitSuccess(of keys: [TokenDigest]) async throws(StorageError) {
        try with { state in
            for key in keys { state.counts[key] = nil }
        }
    }

    func commitReturn(of keys: [TokenDigest]) async throws(StorageError) {
        try with { state in
            for key in keys {
                state.counts[key]?.count -= 1
                state.counts[key]?.blockedUntil = nil
            }
        }
    }
}
