import OAuthProtocol
import Storage
import StorageSQL
import StorageSQLite
import StorageTesting
import Testing

/// What the rows of `federated_subjects` look like from outside: a store cannot tell an orphan from nothing.
@Suite struct FederatedSubjectRowTests {
    private let subject = FederatedSubject(issuer: "https://idp.example", subject: "u-1")

    private func arrive(in store: SQLiteStore, _ rows: Rows, round: Int) async throws -> ProvisioningOutcome {
        let user = UserRecord.make("grace", id: Int64(1000 + round))
        let delegation = rows.make.delegation(
            of: user, to: rows.client, in: nil, scope: ["openid"], code: nil, expiresAt: rows.now + 60)
        return try await store.commitProvisionedAccount(
            ProvisionedAccountRecord(subject: subject, user: user), delegating: delegation,
            spending: SpentAssertion(digest: TokenDigest(of: "assertion \(round)"), expiresAt: rows.now + 60))
    }

    @Test func `an account takes its subject's row with it`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        #expect(try await arrive(in: store, rows, round: 1) == .committed)
        #expect(try file.count("federated_subjects") == 1)
        let user = try #require(try await store.findUser(of: subject))
        #expect(try await store.commitRemovalOfUser(user.id, at: rows.now) == .done)
        #expect(try file.count("federated_subjects") == 0)
        await store.close()
    }

    @Test func `a row that an older server left behind names nobody and gives way`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        #expect(try await arrive(in: store, rows, round: 1) == .committed)
        try file.execute("DELETE FROM users WHERE username = 'grace'")
        #expect(try await store.findUser(of: subject) == nil)
        #expect(try await arrive(in: store, rows, round: 2) == .committed)
        #expect(try await store.findUser(of: subject)?.id.number == 1002)
        #expect(try file.count("federated_subjects") == 1)
        await store.close()
    }
}
