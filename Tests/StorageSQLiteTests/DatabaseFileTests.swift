import Foundation
import OAuthProtocol
import Storage
import StorageSQL
import StorageSQLite
import Testing

@Suite struct DatabaseFileTests {
    @Test func `what was committed is there after the store is closed and opened again`() async throws {
        let file = try DatabaseFile()
        let first = try file.open()
        let rows = try await Rows(in: first)
        await first.close()
        let second = try file.open()
        #expect(try await second.findUser(rows.user.id) == rows.user)
        #expect(try await second.findDelegation(rows.delegation.id)?.delegation == rows.delegation)
        await second.close()
    }

    @Test func `what was committed is there for a process that finds the file as a crash left it`() async throws {
        let file = try DatabaseFile()
        let crashed = try file.open()
        let rows = try await Rows(in: crashed)
        // As they are on the disk while the first process is still at work: nothing was closed or folded together.
        let copy = try DatabaseFile()
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: file.path + suffix, toPath: copy.path + suffix)
        }
        let recovered = try copy.open()
        #expect(try await recovered.findDelegation(rows.delegation.id)?.delegation == rows.delegation)
        await recovered.close()
        await crashed.close()
    }

    @Test func `a commit of one store on a file is seen by another at once`() async throws {
        let file = try DatabaseFile()
        let server = try file.open()
        let command = try file.open()
        let rows = try await Rows(in: server)
        #expect(try await command.findDelegation(rows.delegation.id)?.user == rows.user)
        for round in 0..<20 {
            let disabled = round.isMultiple(of: 2)
            #expect(try await command.commitDisabled(disabled, of: rows.user.id, at: rows.now) == .done)
            #expect(try await server.findUser(rows.user.id)?.disabled == disabled)
        }
        await command.close()
        #expect(try await server.findUser(rows.user.id) == rows.user)
        await server.close()
    }

    @Test func `two stores on one file redeem one code once between them`() async throws {
        let file = try DatabaseFile()
        let stores = [try file.open(), try file.open()]
        let rows = try await Rows(in: stores[0])
        let outcomes = try await withThrowingTaskGroup(of: DelegationOutcome.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await stores[number % 2].commitRedemption(
                        of: rows.delegation.id, refresh: nil, expiresAt: rows.now + 99, at: rows.now)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == .committed }.count == 1)
        #expect(outcomes.filter { $0 == .replayed }.count == 49)
        for store in stores { await store.close() }
    }

    @Test func `the database and its log are for their owner alone`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        _ = try await Rows(in: store)
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        await store.close()
    }

    @Test func `a database that others could read is closed to them when it is opened`() async throws {
        let file = try DatabaseFile()
        await (try file.open()).close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        await (try file.open()).close()
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `only digests of secrets are in the file`() async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        await store.close()
        let octets = try Data(contentsOf: URL(fileURLWithPath: file.path))
        for secret in rows.secrets {
            #expect(octets.range(of: Data(secret.exposed.utf8)) == nil)
        }
        // The search would find what is there.
        #expect(octets.range(of: Data(rows.user.username.utf8)) != nil)
        #expect(octets.range(of: Data(rows.session.digest.octets)) != nil)
    }

    @Test func `a directory that is not there makes the store unavailable`() {
        #expect(throws: StorageError(.unavailable, "")) {
            try SQLiteStore(path: "/nowhere/at/all/cardea.sqlite")
        }
    }

    @Test func `a file that is no database is damaged`() throws {
        let file = try DatabaseFile()
        try Data(repeating: 0x21, count: 8_192).write(to: URL(fileURLWithPath: file.path))
        #expect(throws: StorageError(.damaged, "")) { try file.open() }
    }

    @Test(arguments: [
        "UPDATE users SET id = -7",
        "UPDATE users SET disabled = 2",
        "UPDATE users SET username = CAST(x'ff' AS TEXT)",
        "UPDATE delegations SET session_id = x'00'",
        "UPDATE delegations SET redirect_uri = 'javascript:alert(1)'",
        "UPDATE delegations SET code_expires_at = NULL",
        "UPDATE delegations SET resources = 'no-uri'",
    ])
    func `a row that cannot be read is damaged and its values stay out of the error`(change: String) async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        try file.execute(change)
        let error = await #expect(throws: StorageError.self) {
            _ = try await store.findDelegation(rows.delegation.id)
            _ = try await store.findUsers()
        }
        #expect(error?.code == .damaged)
        #expect(error?.description.contains("javascript") == false)
        await store.close()
    }

    @Test(arguments: [
        "metadata = 'no json'", "metadata = '{\"nobody_knows\":1}'", "secrets = '[{}]'", "origin = 'sky'",
    ])
    func `a client that cannot be read is damaged`(change: String) async throws {
        let file = try DatabaseFile()
        let store = try file.open()
        let rows = try await Rows(in: store)
        try file.execute("UPDATE clients SET \(change)")
        await #expect(throws: StorageError(.damaged, "")) { try await store.findClient(rows.client.id) }
        await store.close()
    }
}
