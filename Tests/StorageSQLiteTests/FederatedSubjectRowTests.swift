import OAuthProtocol
import Storage
import StorageSQLite
import Testing

/// What the rows of `federated_subjects` look like from outside: a store cannot tell an orphan from nothing.
@Suite struct FederatedSubjectRowTests {
    private let subject = FederatedSubject(issuer: "https://idp.example", subject: "u-1")

    private func arrive(in store: SQLiteStore, _ rows: Rows, round: Int) async throws -> NewcomerOutcome {
        let id = try #require(UserID(Int64(1000 + round)))
        let user = UserRecord(id: id, username: "grace", createdAt: rows.now)
        let delegation = DelegationRecord(
            id: try #require(DelegationID(octets: [UInt8](repeating: UInt8(round), count: 16))),
            client: rows.client.registration, userID: id, sessionID: nil,
            scope: Scope(["openid"]), resources: [], authenticatedAt: nil, createdAt: rows.now, code: nil,
            expiresAt: rows.now + 60)
        return try await store.commitNewcomer(
            NewcomerRecord(subject: subject, user: user), delegating: delegation,
            spending: SpentAssertion(digest: TokenDigest(of: "assertion \(round)"), expiresAt: rows.now + 60))
    }

    @Test func `an account takes its subject's row with it`() async throws {
        let (file, rows) = (try DatabaseFile(), try Rows())
        let store = try file.open()
        try await rows.keep(in: store)
        #expect(try await arrive(in: store, rows, round: 1) == .committed)
        #expect(try file.count("federated_subjects") == 1)
        let user = try #require(try store.findUser(of: subject))
        #expect(try await store.commitRemovalOfUser(user.id, at: rows.now) == .done)
        #expect(try file.count("federated_subjects") == 0)
        await store.close()
    }

    @Test func `a row that an older server left behind names nobody and gives way`() async throws {
        let (file, rows) = (try DatabaseFile(), try Rows())
        let store = try file.open()
        try await rows.keep(in: store)
        #expect(try await arrive(in: store, rows, round: 1) == .committed)
        try file.execute("DELETE FROM users WHERE username = 'grace'")
        #expect(try store.findUser(of: subject) == nil)
        #expect(try await arrive(in: store, rows, round: 2) == .committed)
        #expect(try store.findUser(of: subject)?.id.number == 1002)
        #expect(try file.count("federated_subjects") == 1)
        await store.close()
    }
}
