import Foundation
import OAuthProtocol
import Storage
import StorageSQL
import StorageSQLite
import StorageTesting
import Testing

/// Backups of the embedded engine, and what may come back to life with one.
@Suite struct BackupTests {
    private static let later = Timestamp(1_700_100_000)

    /// Everything of a file as a backup.
    private func backUp(_ file: DatabaseFile) throws -> [UInt8] {
        var octets: [UInt8] = []
        let rows = try SQLiteStore.backUp(
            path: file.path, at: Timestamp(1_700_000_500), program: "0.1.0", mark: [7, 7],
            onTrouble: { Issue.record($0) }, onTable: { _ in }, to: { octets += $0 })
        #expect(rows > 0)
        return octets
    }

    private func reader(_ octets: [UInt8]) throws -> BackupReader {
        var rest = octets[...]
        // In odd pieces, so that lines lie across them.
        return try BackupReader {
            defer { rest = rest.dropFirst(997) }
            return rest.isEmpty ? nil : Array(rest.prefix(997))
        }
    }

    @discardableResult
    private func restore(
        _ octets: [UInt8], to file: DatabaseFile, asking isAsking: Bool = true
    ) throws -> ReplacedDatabase {
        var backup = try reader(octets)
        return try Restoration(to: file.path, asking: isAsking, now: { Self.later }).perform(&backup)
    }

    // MARK: - Where nobody knows what came after

    @Test func `accounts, clients and keys come back, and nothing that may have been spent or revoked`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        let redeemed = try await rows.make.redeem(
            rows.make.delegation(of: rows.user, to: rows.client, in: rows.session))
        let key = SigningKeyRecord(
            id: "ours", algorithm: .es256, state: .current, sealed: [0, 1, 255], createdAt: rows.now)
        #expect(try await store.commitSigningKeys([key], replacing: []))
        try await store.commitRevocation(ofTokenID: "one", until: rows.now + 60)
        let assertion = SpentAssertion(digest: rows.make.digest(), expiresAt: rows.now + 60)
        #expect(try await store.commitSpending(of: assertion))
        let octets = try backUp(file)
        await store.close()

        let other = try DatabaseFile()
        #expect(try restore(octets, to: other) == .none)
        let restored = try other.open()
        #expect(try await restored.findUsers() == [rows.user])
        #expect(try await restored.findClients() == [rows.client])
        #expect(try await restored.findSigningKeys() == [key])
        #expect(try await restored.findSession(rows.session.digest) == nil)
        for delegation in [rows.delegation, redeemed] {
            #expect(try await restored.findDelegation(delegation.id)?.delegation.revokedAt == Self.later + 1)
        }
        #expect(try await restored.findRevocation(ofTokenID: "one"))
        #expect(try await restored.commitSpending(of: assertion) == false)
        #expect(try await restored.findSecurityEpoch() == Self.later + 1)
        await restored.close()
    }

    @Test func `a database that cannot be read is set aside, and knows nothing`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        let octets = try backUp(file)
        await store.close()
        try Data("no database at all".utf8).write(to: URL(fileURLWithPath: file.path))
        guard case .unknowing(let name, _) = try restore(octets, to: file) else {
            Issue.record("a text was taken for a database")
            return
        }
        #expect(FileManager.default.contents(atPath: name) == Data("no database at all".utf8))
        let restored = try file.open()
        #expect(try await restored.findUsers() == [rows.user])
        #expect(try await restored.findSecurityEpoch() == Self.later + 1)
        await restored.close()
    }

    @Test func `a database that the backup was not made of knows nothing, nor does one from before it`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        await store.close()
        let before = try #require(FileManager.default.contents(atPath: file.path))
        let octets = try backUp(file)
        let empty = try DatabaseFile()
        try SQLiteStore.migrate(path: empty.path)
        try before.write(to: URL(fileURLWithPath: file.path))
        for file in [empty, file] {
            guard case .unknowing = try restore(octets, to: file) else {
                Issue.record("it was taken for one that knows")
                return
            }
            let restored = try file.open()
            #expect(try await restored.findSession(rows.session.digest) == nil)
            #expect(try await restored.findSecurityEpoch() == Self.later + 1)
            await restored.close()
        }
    }

    @Test func `what was restored elsewhere does not know what the first one went on to do`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        let octets = try backUp(file)
        await store.close()
        let other = try DatabaseFile()
        try restore(octets, to: other)
        guard case .unknowing = try restore(octets, to: other) else {
            Issue.record("it was taken for one that knows")
            return
        }
        let again = try other.open()
        #expect(try await again.findSession(rows.session.digest) == nil)
        await again.close()
    }

    @Test func `a log that was left behind is not played over what is restored`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        let octets = try backUp(file)
        _ = try await rows.make.add(rows.make.user("later"))
        let log = try #require(FileManager.default.contents(atPath: file.path + "-wal"))
        await store.close()
        try FileManager.default.removeItem(atPath: file.path)
        try log.write(to: URL(fileURLWithPath: file.path + "-wal"))
        #expect(try restore(octets, to: file) == .none)
        let restored = try file.open()
        #expect(try await restored.findUsers() == [rows.user])
        #expect(try await restored.findSecurityEpoch() == Self.later + 1)
        await restored.close()
    }

    @Test func `a copy of the database that was in use last is asked nothing if that is said`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        let octets = try backUp(file)
        await store.close()
        guard case .unknowing = try restore(octets, to: file, asking: false) else {
            Issue.record("it was asked")
            return
        }
        let restored = try file.open()
        #expect(try await restored.findSession(rows.session.digest) == nil)
        await restored.close()
    }

    // MARK: - Where the replaced database knows

    @Test func `whoever did nothing stays signed in, and what was spent or revoked stays so`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        let make = rows.make
        let idle = try await make.redeem(make.delegation(of: rows.user, to: rows.client, in: rows.session))
        let rotated = try await make.redeem(make.delegation(of: rows.user, to: rows.client))
        let revoked = try await make.redeem(make.delegation(of: rows.user, to: rows.client))
        let ended = try await make.begin(make.session(of: rows.user))
        let shutOut = try await make.add(make.user("mallory"))
        let removed = try await make.add(make.user("removed"))
        let gone = try await make.add(make.client("gone"))
        let ofGone = try await make.redeem(make.delegation(of: rows.user, to: gone))
        let octets = try backUp(file)

        let second = RefreshState(generation: 1, rotatedAt: rows.now + 1, expiresAt: rows.now + 1_209_600)
        #expect(
            try await store.commitRotation(of: rotated.id, from: 0, to: second, at: rows.now + 1) == .committed)
        try await store.commitRevocation(of: revoked.id, at: rows.now + 2)
        #expect(
            try await store.commitEnd(of: ended.id, of: rows.user.id, keepingOfflineAccess: false, at: rows.now + 3))
        #expect(try await store.commitDisabled(true, of: shutOut.id, at: rows.now + 4) == .done)
        #expect(try await store.commitRemovalOfUser(removed.id, at: rows.now + 5) == .done)
        #expect(try await store.commitRemovalOfClient(gone.id))
        try await store.commitUse(of: rows.session.id, at: rows.now + 6)
        let assertion = SpentAssertion(digest: make.digest(), expiresAt: rows.now + 9_999_999)
        #expect(try await store.commitSpending(of: assertion))
        try await store.commitRevocation(ofTokenID: "one", until: rows.now + 9_999_999)
        await store.close()

        guard case .known(let name) = try restore(octets, to: file) else {
            Issue.record("the replaced database was not read")
            return
        }
        #expect(FileManager.default.fileExists(atPath: name))
        let restored = try file.open()
        #expect(try await restored.findSession(rows.session.digest)?.session.lastUsedAt == rows.now + 6)
        // Whoever was removed is back, and shut out.
        #expect(try await restored.findUser(removed.id)?.disabled == true)
        #expect(try await restored.findSession(ended.digest) == nil)
        #expect(try await restored.findDelegation(idle.id)?.delegation.revokedAt == nil)
        #expect(try await restored.findDelegation(rotated.id)?.delegation.refresh == second)
        #expect(try await restored.findDelegation(revoked.id)?.delegation.revokedAt == rows.now + 2)
        #expect(try await restored.findUser(shutOut.id)?.disabled == true)
        #expect(try await restored.findRevocation(ofTokenID: "one"))
        #expect(try await restored.commitSpending(of: assertion) == false)
        // The client is back, and what it had before is another registration's.
        let back = try #require(try await restored.findClient(gone.id))
        #expect(back.metadata == gone.metadata)
        #expect(try await restored.findDelegation(ofGone.id)?.delegation.client != back.registration)
        #expect(try await restored.findSecurityEpoch() == nil)
        await restored.close()
    }

    @Test func `a password, a secret and a client's rules that were replaced stay replaced`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        let octets = try backUp(file)
        #expect(try await store.commitPassword("$argon2id$new", of: rows.user.id, at: rows.now + 1) == .done)
        var changed = rows.client
        changed.secrets = [StoredSecret(.digest(rows.make.digest()))]
        changed.metadata.scope = Scope(["openid"])
        #expect(try await store.commitClient(changed, replacing: rows.client.registration))
        await store.close()
        try restore(octets, to: file)
        let restored = try file.open()
        #expect(try await restored.findUser(rows.user.id)?.passwordHash == "$argon2id$new")
        #expect(try await restored.findClient(rows.client.id)?.secrets == changed.secrets)
        #expect(try await restored.findClient(rows.client.id)?.metadata.scope == Scope(["openid"]))
        #expect(try await restored.findSession(rows.session.digest) == nil)
        await restored.close()
    }

    @Test func `a text that has U+0000 in it comes back whole`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        var user = rows.make.user("second")
        user.name = "before\0after"
        user = try await rows.make.add(user)
        let octets = try backUp(file)
        await store.close()
        let other = try DatabaseFile()
        try restore(octets, to: other)
        let restored = try other.open()
        #expect(try await restored.findUser(user.id)?.name == "before\0after")
        await restored.close()
    }

    // MARK: - What is refused, and changes nothing

    @Test func `a backup that was changed, damaged or cut off is refused, and the database stays`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        let octets = try backUp(file)
        await store.close()
        let text = String(decoding: octets, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let broken = [
            text.replacing("alice-in-the-file", with: "alice-in-the-fire"),
            lines.dropLast(2).joined(separator: "\n") + "\n", String(text.dropLast()),
            lines.filter { !$0.contains("alice-in-the-file") }.joined(separator: "\n"), text + "[1]\n", text + "x",
            text.replacing("\"columns\":[\"id\",", with: "\"columns\":[\"it\","), "", "{}\n", "SQLite format 3\u{0}",
            text.replacing("\"cardea_backup\":1", with: "\"cardea_backup\":2"),
            text.replacing("0001-first-tables", with: "9999-from-the-future"),
            text.replacing("\"created_at\":1700000500", with: "\"created_at\":1800000000"),
        ]
        for text in broken {
            #expect(throws: BackupError.self) { try restore(Array(text.utf8), to: file) }
        }
        let after = try file.open()
        #expect(try await after.findSession(rows.session.digest)?.user == rows.user)
        await after.close()
        let left = try FileManager.default.contentsOfDirectory(
            atPath: URL(fileURLWithPath: file.path).deletingLastPathComponent().path)
        #expect(left.filter { $0.contains("restoring") || $0.contains("replaced") } == [])
    }

    @Test func `a database that a server has open is not replaced`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        let octets = try backUp(file)
        let error = #expect(throws: StorageError.self) { try restore(octets, to: file) }
        #expect(error?.description.contains("stop the server") == true)
        #expect(try await store.findSession(rows.session.digest)?.user == rows.user)
        _ = try await rows.make.add(rows.make.user("bob"))
        await store.close()
    }

    // MARK: - Versions

    @Test func `a backup of a version before is brought up to this one's schema`() async throws {
        var octets: [UInt8] = []
        let header = BackupHeader(
            createdAt: Timestamp(1_600_000_000), program: "0.0.1", schema: ["0001-first-tables", "0002-openid"])
        var writer = try BackupWriter(header) { octets += $0 }
        try writer.begin(
            "clients",
            columns: ["id", "instance", "metadata", "secrets", "origin", "created_at", "last_used_at"])
        let kept = StorageFixture(in: MemoryStore()).client().metadata
        let json = String(decoding: kept.json.octets, as: UTF8.self)
        try writer.add([
            .text("old <one>"), .integer(7), .text(json), .text("[]"), .text("command"),
            .integer(1_500_000_000), .null,
        ])
        try writer.finish()
        let file = try DatabaseFile()
        try restore(octets, to: file)
        let store = try file.open()
        let client = try #require(try await store.findClient(ClientID("old <one>")))
        #expect(client.metadata == kept)
        #expect(client.registration.instance == 7)
        await store.close()
    }
}
