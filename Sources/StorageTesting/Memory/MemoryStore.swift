import OAuthProtocol
import Storage
import Synchronization

/// The engine for tests: dictionaries behind one lock. Nothing in it is fast or clever, so that it can be seen to be
/// right; `StorageConformance` holds the other engines to the same. It fails where it is told to, for showing that trouble
/// with the store is never taken for an answer (threat 11).
package final class MemoryStore: Store {
    /// A token that was revoked by itself.
    struct RevokedToken {
        var expiresAt: Timestamp
        /// What it came of, and whose that is.
        var origin: (user: UserID, delegation: DelegationID)?
    }

    /// All that is kept. Arrays keep the order in which rows came.
    struct Rows {
        var clients: [ClientRecord] = []
        var users: [UserID: UserRecord] = [:]
        var sessions: [SessionID: SessionRecord] = [:]
        var interactions: [TokenDigest: InteractionRecord] = [:]
        var answers: [TokenDigest: AnswerRecord] = [:]
        var consents: [ConsentRecord] = []
        var delegations: [DelegationID: DelegationRecord] = [:]
        var spentAssertions: [TokenDigest: Timestamp] = [:]
        var federatedSubjects: [FederatedSubject: UserID] = [:]
        var revokedTokens: [String: RevokedToken] = [:]
        var signingKeys: [SigningKeyRecord] = []
        var counters: [TokenDigest: AttemptCount] = [:]
        var logoutNotices: [LogoutNoticeKey: LogoutNoticeRecord] = [:]
        var exchanges: [ExchangeID: ExchangeRecord] = [:]
        var revocations: [TokenDigest: RegistrationRevocation] = [:]
        /// The networks that caused revocations.
        var revokers: [TokenDigest: [UInt8]] = [:]
        var devices: [TokenDigest: DeviceAuthorizationRecord] = [:]
        var oneTimeCodes: [UserID: OneTimeCodeRecord] = [:]
        var recoveryCodes: [RecoveryCodeRecord] = []
        var rememberedBrowsers: [RememberedBrowserRecord] = []
        var passkeys: [PasskeyRecord] = []
        var links: [OneTimeLinkRecord] = []
        var invitations: [InvitationRecord] = []
        var mails: [MailRecord] = []
        /// The networks of the devices that anonymous requests have waiting.
        var deviceNetworks: [TokenDigest: [UInt8]] = [:]
    }

    private struct State {
        var rows = Rows()
        var failing: Call?
        var error = StorageError(.unavailable, "the disk is on holiday")
        var failures = 0
        var recorded: [Call] = []
        var changes = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var changes: Int { state.withLock(\.changes) }

    /// How many calls have failed since `fail` was last told.
    package var failures: Int { state.withLock { $0.failures } }

    /// From now on every such call fails, changing nothing; `nil` mends the store.
    package func fail(_ call: Call?, with code: StorageError.Code = .unavailable) {
        state.withLock { state in
            state.failing = call
            state.error = StorageError(code, "the disk is on holiday")
            state.failures = 0
        }
    }

    /// The calls that are made meanwhile, in their order, beside what came of it.
    package func recording<Value>(_ body: () async throws -> Value) async rethrows -> (value: Value, calls: [Call]) {
        state.withLock { $0.recorded = [] }
        let value = try await body()
        return (value, state.withLock(\.recorded))
    }

    /// The one way to what is kept: what a call of the store does, under the lock.
    ///
    /// - Throws: what `fail` was told, if it is this call that fails.
    func access<Answer: Sendable>(
        _ call: Call, _ body: (inout Rows) -> Answer
    ) throws(StorageError) -> Answer {
        try state.withLock { (state) throws(StorageError) in
            state.recorded.append(call)
            if state.failing == call {
                state.failures += 1
                throw state.error
            }
            if call.isCommit { state.changes += 1 }
            return body(&state.rows)
        }
    }

    package func ping() throws(StorageError) {
        try access(.ping) { _ in }
    }

    package func commitRemovalOfExpired(at now: Timestamp, limit: Int) throws(StorageError) -> Int {
        try access(.commitRemovalOfExpired) { rows in
            rows.rightRegistrationRevocations(at: now)
            return rows.removeExpiredClients(at: now, limit: limit)
                + rows.delegations.removeExpired(at: now, limit: limit, by: \.expiresAt)
                + rows.sessions.removeExpired(at: now, limit: limit, by: \.expiresAt)
                + rows.interactions.removeExpired(at: now, limit: limit, by: \.expiresAt)
                + rows.answers.removeExpired(at: now, limit: limit, by: \.expiresAt)
                + rows.revokedTokens.removeExpired(at: now, limit: limit, by: \.expiresAt)
                + rows.spentAssertions.removeExpired(at: now, limit: limit, by: \.self)
                + rows.counters.removeExpired(at: now, limit: limit, by: \.expiresAt)
                + rows.removeUnendingCounters(at: now, limit: limit)
                + rows.logoutNotices.removeExpired(at: now, limit: limit, by: \.expiresAt)
                + rows.exchanges.removeExpired(at: now, limit: limit, by: \.expiresAt)
                + rows.revocations.removeExpired(at: now, limit: limit, by: \.expiresAt)
                + rows.devices.removeExpired(at: now, limit: limit, by: \.expiresAt)
                + rows.removeExpiredBrowsers(at: now, limit: limit) + rows.removeExpiredLinks(at: now, limit: limit)
                + rows.removeExpiredMails(at: now, limit: limit)
        }
    }

    package func close() {}
}

extension MemoryStore.Rows {
    /// The rows of `expiries` that leave so that there is room for one more of `network`: the oldest beyond `bounds`.
    static func leaving(
        _ expiries: [TokenDigest: (network: [UInt8], expiresAt: Timestamp)], for network: [UInt8],
        within bounds: RowBounds
    ) -> [TokenDigest] {
        let youngestFirst = expiries.sorted { left, right in
            guard left.value.expiresAt == right.value.expiresAt else {
                return left.value.expiresAt > right.value.expiresAt
            }
            return left.key.octets.lexicographicallyPrecedes(right.key.octets)
        }
        let ofNetwork = youngestFirst.filter { $0.value.network == network }.dropFirst(bounds.perNetwork - 1)
        let ofProvider = youngestFirst.filter { network.count == 8 && $0.value.network.prefix(6) == network.prefix(6) }
            .filter { row in !ofNetwork.contains { $0.key == row.key } }.dropFirst(bounds.perProvider - 1)
        let gone = Set((Array(ofNetwork) + Array(ofProvider)).map(\.key))
        let beyond = youngestFirst.filter { !gone.contains($0.key) }.dropFirst(bounds.overAll - 1)
        return Array(gone) + beyond.map(\.key)
    }
}

extension Dictionary {
    fileprivate mutating func removeExpired(
        at now: Timestamp, limit: Int, by expiry: KeyPath<Value, Timestamp>
    ) -> Int {
        let expired = filter { $0.value[keyPath: expiry] <= now }.keys.prefix(limit)
        for key in expired { removeValue(forKey: key) }
        return expired.count
    }
}

extension MemoryStore.Rows {
    func activeUser(_ id: UserID) -> UserRecord? {
        users[id].flatMap { $0.disabled ? nil : $0 }
    }

    func hasClient(_ registration: ClientRegistration) -> Bool {
        clients.contains { $0.registration == registration }
    }

    /// - Returns: false, changing nothing, if the user is gone or disabled, or the client's registration is gone.
    mutating func keep(_ delegation: DelegationRecord) -> Bool {
        guard activeUser(delegation.userID) != nil, hasClient(delegation.client),
            delegation.sessionID.map({ sessions[$0]?.userID == delegation.userID }) ?? true
        else {
            return false
        }
        delegations[delegation.id] = delegation
        return true
    }

    /// - Returns: false, changing nothing, if it was spent before.
    mutating func spend(_ assertion: SpentAssertion) -> Bool {
        guard spentAssertions[assertion.digest] == nil else { return false }
        spentAssertions[assertion.digest] = assertion.expiresAt
        return true
    }

    /// Revokes the delegations that are meant and alive.
    ///
    /// - Returns: how many there were.
    @discardableResult
    mutating func revoke(at now: Timestamp, where isMeant: (DelegationRecord) -> Bool) -> Int {
        let meant = delegations.values.filter { $0.revokedAt == nil && isMeant($0) }
        for delegation in meant { delegations[delegation.id]?.revokedAt = now }
        return meant.count
    }

    mutating func end(_ session: SessionRecord, keepingOfflineAccess: Bool, at now: Timestamp) {
        noteLogout(of: session.userID, from: session.id, at: now)
        sessions[session.id] = nil
        revoke(at: now) { delegation in
            delegation.userID == session.userID && delegation.sessionID == session.id
                && !(keepingOfflineAccess && delegation.redeemedAt != nil
                    && delegation.scope.contains("offline_access"))
        }
    }

    mutating func endEverything(of user: UserID, at now: Timestamp) {
        noteLogout(of: user, from: nil, at: now)
        sessions = sessions.filter { $0.value.userID != user }
        rememberedBrowsers.removeAll { $0.userID == user }
        links.removeAll { $0.userID == user }
        revoke(at: now) { $0.userID == user }
    }
}
