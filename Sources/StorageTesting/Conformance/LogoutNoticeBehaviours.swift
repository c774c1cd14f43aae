import OAuthProtocol
import Storage

extension StorageConformance {
    static let logoutNotices = [
        Behaviour("a session that ends leaves one notice for each client that wants to know") { store, fixture in
            let (user, indifferent) = try await fixture.populate(store)
            let other = fixture.user("bob")
            try expect(try await store.commitNewUser(other), .done)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            let another = try await fixture.begin(fixture.session(of: user), in: store)
            let theirs = try await fixture.begin(fixture.session(of: other), in: store)
            let (here, elsewhere, nowhere) = try await (
                fixture.listener("here", in: store), fixture.listener("elsewhere", in: store),
                fixture.listener("nowhere", in: store)
            )
            for _ in 0..<3 { try await fixture.delegate(user, to: here, in: session, store) }
            try await fixture.delegate(user, to: indifferent, in: session, store)
            try await fixture.delegate(user, to: elsewhere, in: another, store)
            try await fixture.delegate(other, to: elsewhere, in: theirs, store)
            // Neither a code that nobody redeemed, nor what was revoked before.
            _ = try await fixture.keep(fixture.delegation(of: user, to: nowhere, in: session), in: store)
            let revoked = try await fixture.delegate(user, to: nowhere, in: session, store)
            try await store.commitRevocation(of: revoked.id, at: fixture.now)

            try expect(try await store.end(session, of: user, at: fixture.now + 5))

            let notice = LogoutNoticeRecord(
                sessionID: session.id, client: here.registration, userID: user.id,
                createdAt: fixture.now + 5, attempts: 0, dueAt: fixture.now + 5,
                expiresAt: fixture.now + 5 + 86_400)
            try expect(try await store.dueNotices(at: fixture.now + 5), [notice])
            try expect(try await store.findPendingLogoutNotices(), 1)
        },
        Behaviour("a session that is not ended leaves no notice") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let other = fixture.user("bob")
            try expect(try await store.commitNewUser(other), .done)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            try await fixture.delegate(user, to: fixture.listener("here", in: store), in: session, store)
            try expect(try await store.end(session, of: other, at: fixture.now), false)
            let again = fixture.session(of: user, id: session.id)
            try expect(
                try await store.commitSession(again, replacing: session.digest, limit: 1, at: fixture.now) != nil)
            try expect(try await store.findPendingLogoutNotices(), 0)
        },
        Behaviour("offline access that is kept does not keep its client from being told") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let client = try await fixture.listener("here", in: store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            _ = try await fixture.redeem(
                fixture.delegation(of: user, to: client, in: session, scope: ["offline_access"]), in: store)
            let ended = try await store.commitEnd(
                of: session.id, of: user.id, keepingOfflineAccess: true, at: fixture.now)
            try expect(ended)
            try expect(try await store.dueNotices(at: fixture.now).map(\.client.id), [client.id])
        },
        Behaviour("a session that another replaces, or that exceeds the limit, leaves its notices") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let client = try await fixture.listener("here", in: store)
            var sessions: [SessionRecord] = []
            for age in [30, 20] as [Int64] {
                let session = fixture.session(of: user, createdAt: fixture.now - age)
                sessions.append(try await fixture.begin(session, in: store))
                try await fixture.delegate(user, to: client, in: sessions.last, store)
            }
            try expect(
                try await store.commitSession(
                    fixture.session(of: user), replacing: sessions[1].digest, limit: nil, at: fixture.now) != nil)
            try expect(try await store.dueNotices(at: fixture.now).map(\.sessionID), [sessions[1].id])
            try expect(
                try await store.commitSession(
                    fixture.session(of: user), replacing: nil, limit: 1, at: fixture.now + 1) != nil)
            let due = Set(try await store.dueNotices(at: fixture.now + 1).map(\.sessionID))
            try expect(due, Set(sessions.map(\.id)))
        },
        Behaviour("a new password, disabling and removal leave the notices of every session") { store, fixture in
            let changes: [(String, @Sendable (UserID) async throws -> UserOutcome)] = [
                ("password", { try await store.commitPassword("$argon2id$new", of: $0, at: fixture.now) }),
                ("disabled", { try await store.commitDisabled(true, of: $0, at: fixture.now) }),
                ("removed", { try await store.commitRemovalOfUser($0, at: fixture.now) }),
            ]
            let client = try await fixture.listener("here", in: store)
            let bystander = fixture.user("bob")
            try expect(try await store.commitNewUser(bystander), .done)
            let theirs = try await fixture.begin(fixture.session(of: bystander), in: store)
            try await fixture.delegate(bystander, to: client, in: theirs, store)
            var expected: Set<SessionID> = []
            for (name, change) in changes {
                let user = fixture.user(name)
                try expect(try await store.commitNewUser(user), .done)
                for _ in 0..<2 {
                    let session = try await fixture.begin(fixture.session(of: user), in: store)
                    try await fixture.delegate(user, to: client, in: session, store)
                    expected.insert(session.id)
                }
                // One that was authorized without a browser has no session to end.
                try await fixture.delegate(user, to: client, in: nil, store)
                try expect(try await change(user.id), .done)
                let notices = try await store.dueNotices(at: fixture.now)
                try expect(Set(notices.map(\.sessionID)), expected)
                try expect(notices.filter { $0.userID == user.id }.count, 2)
            }
        },
        Behaviour("a registration that is gone, and its successor, get no notice") { store, fixture in
            let (user, _) = try await fixture.populate(store)
            let client = try await fixture.listener("here", in: store)
            let session = try await fixture.begin(fixture.session(of: user), in: store)
            try await fixture.delegate(user, to: client, in: session, store)
            try expect(try await store.commitRemovalOfClient(client.id))
            _ = try await fixture.listener("here", in: store)
            try expect(try await store.end(session, of: user, at: fixture.now))
            try expect(try await store.findPendingLogoutNotices(), 0)
        },
        Behaviour("a client that has just asked for notices gets them, and one that asks no more does not") {
            store, fixture in
            let (user, client) = try await fixture.populate(store)
            for (wants, pending) in [(true, 1), (false, 1)] {
                var changed = client
                changed.metadata.backchannelLogoutURI = wants ? WebURI("https://here.example/logout") : nil
                try expect(try await store.commitClient(changed))
                let session = try await fixture.begin(fixture.session(of: user), in: store)
                try await fixture.delegate(user, to: client, in: session, store)
                try expect(try await store.end(session, of: user, at: fixture.now))
                try expect(try await store.findPendingLogoutNotices(), pending)
            }
        },
    ]
}

extension StorageFixture {
    /// Registers a client that wants logout tokens.
    func listener(
        _ id: String, origin: ClientRecord.Origin = .command, in store: any Store
    ) async throws -> ClientRecord {
        let client = client(id, logoutURI: "https://shop.example/logout", origin: origin)
        try expect(try await store.commitNewClient(client))
        return client
    }

    /// Lets a user delegate to a client, and the client redeem the code.
    @discardableResult
    func delegate(
        _ user: UserRecord, to client: ClientRecord, in session: SessionRecord?, _ store: any Store
    ) async throws -> DelegationRecord {
        try await redeem(delegation(of: user, to: client, in: session), in: store)
    }

    /// Ends a session of its own at `moment`, so that its one client must be told.
    func noteLogout(
        of user: UserRecord, to name: String? = nil, origin: ClientRecord.Origin = .command, at moment: Timestamp,
        in store: any Store
    ) async throws -> LogoutNoticeRecord {
        let name = name ?? "listener-\(Base64URL.encode(digest().octets))"
        let client = try await listener(name, origin: origin, in: store)
        let session = try await begin(session(of: user), in: store)
        try await delegate(user, to: client, in: session, store)
        try expect(try await store.end(session, of: user, at: moment))
        return LogoutNoticeRecord(of: session.id, of: user.id, to: client.registration, at: moment)
    }

    /// Claims a notice for a minute from when it is due.
    func claim(_ notice: LogoutNoticeRecord, in store: any Store) async throws -> LogoutNoticeRecord {
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
