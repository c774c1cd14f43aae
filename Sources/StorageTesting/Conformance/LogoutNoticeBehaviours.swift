import OAuthProtocol
import Storage

extension StorageConformance {
    static let logoutNotices: [Behaviour] = [
        .ofPair("a session that ends leaves one notice for each client that wants to know") {
            store, rows, user, indifferent in
            let other = try await rows.add(rows.user("bob"))
            let session = try await rows.begin(rows.session(of: user))
            let another = try await rows.begin(rows.session(of: user))
            let theirs = try await rows.begin(rows.session(of: other))
            let here = try await rows.listener("here")
            let elsewhere = try await rows.listener("elsewhere")
            let nowhere = try await rows.listener("nowhere")
            for _ in 0..<3 { try await rows.delegate(user, to: here, in: session) }
            try await rows.delegate(user, to: indifferent, in: session)
            try await rows.delegate(user, to: elsewhere, in: another)
            try await rows.delegate(other, to: elsewhere, in: theirs)
            // Neither a code that nobody redeemed, nor what was revoked before.
            _ = try await rows.keep(rows.delegation(of: user, to: nowhere, in: session))
            let revoked = try await rows.delegate(user, to: nowhere, in: session)
            try await store.commitRevocation(of: revoked.id, at: rows.now)

            try await expect(store.end(session, of: user, at: rows.now + 5))

            let notice = LogoutNoticeRecord(
                sessionID: session.id, client: here.registration, userID: user.id,
                createdAt: rows.now + 5, attempts: 0, dueAt: rows.now + 5,
                expiresAt: rows.now + 5 + 86_400)
            try await expect(store.dueNotices(at: rows.now + 5), [notice])
            try await expect(store.findPendingLogoutNotices(), 1)
        },
        .ofPair("a client that only calls something by that name is not told") { store, rows, user, _ in
            let session = try await rows.begin(rows.session(of: user))
            var metadata = ClientMetadata()
            metadata.redirectURIs = ["https://named.example/back"].compactMap { RedirectURI($0) }
            metadata.jwks = ["keys": [], "backchannel_logout_uri": "https://named.example/out"]
            let named = try await rows.add(
                .make(id: "named", metadata: metadata, instance: rows.instance(), createdAt: rows.now))
            try await rows.delegate(user, to: named, in: session)
            try await expect(store.end(session, of: user, at: rows.now))
            try await expect(store.findPendingLogoutNotices(), 0)
        },
        .ofPair("of notices for dynamic clients a user has so many, and the oldest leave") {
            store, rows, user, _ in
            let known = try await rows.listener("known")
            let dynamicClients = try await (0..<3).inTurn {
                try await rows.listener("reg-\($0)", origin: .registration)
            }
            let most = LogoutNoticeRecord.most.ofUser
            for number in 0..<(most / dynamicClients.count + 2) {
                let session = try await rows.begin(rows.session(of: user))
                for client in dynamicClients + [known] { try await rows.delegate(user, to: client, in: session) }
                try await expect(store.end(session, of: user, at: rows.now + Int64(number)))
            }
            // The operator's client has one for each session.
            try await expect(store.findPendingLogoutNotices(), most + most / dynamicClients.count + 2)
            let first = try await store.findDueLogoutNotices(
                ofDynamicClients: true, sparing: [], limit: 1, at: rows.now + 500)
            try expect(first.first?.createdAt ?? rows.now > rows.now)
        },
        .ofPair("a session that is not ended leaves no notice") { store, rows, user, _ in
            let other = try await rows.add(rows.user("bob"))
            let session = try await rows.begin(rows.session(of: user))
            try await rows.delegate(user, to: rows.listener("here"), in: session)
            try await expect(store.end(session, of: other, at: rows.now), false)
            let again = rows.session(of: user, id: session.id)
            try await expect(store.commitSession(again, replacing: session.digest, limit: 1, at: rows.now) != nil)
            try await expect(store.findPendingLogoutNotices(), 0)
        },
        .ofPair("offline access that is kept does not keep its client from being told") { store, rows, user, _ in
            let client = try await rows.listener("here")
            let session = try await rows.begin(rows.session(of: user))
            _ = try await rows.redeem(rows.delegation(of: user, to: client, in: session, scope: ["offline_access"]))
            try await expect(store.commitEnd(of: session.id, of: user.id, keepingOfflineAccess: true, at: rows.now))
            try await expect(store.dueNotices(at: rows.now).map(\.client.id), [client.id])
        },
        .ofPair("a session that another replaces, or that exceeds the limit, leaves its notices") {
            store, rows, user, _ in
            let client = try await rows.listener("here")
            let sessions = try await ([30, 20] as [Int64]).inTurn { age in
                let session = try await rows.begin(rows.session(of: user, createdAt: rows.now - age))
                try await rows.delegate(user, to: client, in: session)
                return session
            }
            let (second, third) = (rows.session(of: user), rows.session(of: user))
            _ = try await store.commitSession(second, replacing: sessions[1].digest, limit: nil, at: rows.now)
            try await expect(store.dueNotices(at: rows.now).map(\.sessionID), [sessions[1].id])
            _ = try await store.commitSession(third, replacing: nil, limit: 1, at: rows.now + 1)
            let due = Set(try await store.dueNotices(at: rows.now + 1).map(\.sessionID))
            try expect(due, Set(sessions.map(\.id)))
        },
        Behaviour("a new password, disabling and removal leave the notices of every session") { store, rows in
            let changes: [(String, @Sendable (UserID) async throws -> UserOutcome)] = [
                ("password", { try await store.commitPassword("$argon2id$new", of: $0, at: rows.now) }),
                ("disabled", { try await store.commitDisabled(true, of: $0, at: rows.now) }),
                ("removed", { try await store.commitRemovalOfUser($0, at: rows.now) }),
            ]
            let client = try await rows.listener("here")
            let bystander = try await rows.add(rows.user("bob"))
            let theirs = try await rows.begin(rows.session(of: bystander))
            try await rows.delegate(bystander, to: client, in: theirs)
            var expected: Set<SessionID> = []
            for (name, change) in changes {
                let user = try await rows.add(rows.user(name))
                for _ in 0..<2 {
                    let session = try await rows.begin(rows.session(of: user))
                    try await rows.delegate(user, to: client, in: session)
                    expected.insert(session.id)
                }
                // One that was authorized without a browser has no session to end.
                try await rows.delegate(user, to: client, in: nil)
                try await expect(change(user.id), .done)
                let notices = try await store.dueNotices(at: rows.now)
                try expect(Set(notices.map(\.sessionID)), expected)
                try expect(notices.filter { $0.userID == user.id }.count, 2)
            }
        },
        .ofPair("a registration that is gone, and its successor, get no notice") { store, rows, user, _ in
            let client = try await rows.listener("here")
            let session = try await rows.begin(rows.session(of: user))
            try await rows.delegate(user, to: client, in: session)
            try await expect(store.commitRemovalOfClient(client.id))
            _ = try await rows.listener("here")
            try await expect(store.end(session, of: user, at: rows.now))
            try await expect(store.findPendingLogoutNotices(), 0)
        },
        .ofPair("a client that has just asked for notices gets them, and one that asks no more does not") {
            store, rows, user, client in
            for (wants, pending) in [(true, 1), (false, 1)] {
                var changed = client
                changed.metadata.backchannelLogoutURI = wants ? WebURI("https://here.example/logout") : nil
                try await expect(store.commitClient(changed))
                let session = try await rows.begin(rows.session(of: user))
                try await rows.delegate(user, to: client, in: session)
                try await expect(store.end(session, of: user, at: rows.now))
                try await expect(store.findPendingLogoutNotices(), pending)
            }
        },
    ]
}

extension StorageFixture {
    /// Registers a client that wants logout tokens.
    func listener(
        _ id: String, origin: ClientRecord.Origin = .command
    ) async throws -> ClientRecord {
        let client = client(id, logoutURI: "https://shop.example/logout", origin: origin)
        try await expect(store.commitNewClient(client))
        return client
    }

    /// Lets a user delegate to a client, and the client redeem the code.
    @discardableResult
    func delegate(
        _ user: UserRecord, to client: ClientRecord, in session: SessionRecord?
    ) async throws -> DelegationRecord {
        try await redeem(delegation(of: user, to: client, in: session))
    }

    /// Ends a session of its own at `moment`, so that its one client must be told.
    func noteLogout(
        of user: UserRecord, to name: String? = nil, origin: ClientRecord.Origin = .command, at moment: Timestamp
    ) async throws -> LogoutNoticeRecord {
        let name = name ?? "listener-\(Base64URL.encode(digest().octets))"
        let client = try await listener(name, origin: origin)
        let session = try await begin(session(of: user))
        try await delegate(user, to: client, in: session)
        try await expect(store.end(session, of: user, at: moment))
        return LogoutNoticeRecord(of: session.id, of: user.id, to: client.registration, at: moment)
    }

    /// Claims a notice for a minute from when it is due.
    func claim(_ notice: LogoutNoticeRecord) async throws -> LogoutNoticeRecord {
        try found(try await store.commitClaim(of: notice, until: notice.dueAt + 60))
    }

    /// - Throws: `Violation` if there is nothing.
    func found<Value>(_ value: Value?) throws(Violation) -> Value {
        guard let value else { throw Violation(description: "found nothing") }
        return value
    }
}

extension Store {
    /// Every notice that is due.
    func dueNotices(at now: Timestamp) async throws -> [LogoutNoticeRecord] {
        try await findDueLogoutNotices(sparing: [], limit: 100, at: now)
    }
}
