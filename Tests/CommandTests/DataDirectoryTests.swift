import Foundation
import JOSE
import OAuthProtocol
import Storage
import StorageTesting
import Testing

@testable import cardea

/// The data directory and the master key in it.
struct DataDirectoryTests {
    private let parent: TemporaryDirectory
    private let directory: DataDirectory

    init() throws {
        parent = try TemporaryDirectory()
        directory = DataDirectory(path: parent.path + "/a/data")
        try directory.create()
    }

    @Test func `nobody else may look into the directory or read the key`() throws {
        _ = try directory.makeMasterKey(from: .live)
        #expect(try parent.mode(of: "a/data") == 0o700)
        #expect(try parent.mode(of: "a/data/master.key") == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["master.key"])
    }

    @Test func `a directory that anybody may write is refused, and one that a group may is told`() throws {
        #expect(directory.warning == nil)
        chmod(directory.path, 0o770)
        try directory.create()
        #expect(directory.warning?.contains("chmod g-w") == true)
        chmod(directory.path, 0o755)
        try directory.create()
        #expect(directory.warning == nil)
        for mode: mode_t in [0o777, 0o1777, 0o702] {
            chmod(directory.path, mode)
            let refusal = #expect(throws: CommandError.self) { try directory.create() }
            #expect(refusal?.description.contains("chmod o-w") == true)
        }
        chmod(directory.path, 0o700)
    }

    @Test func `the key is the same at the next start`() throws {
        #expect(try directory.masterKey(environment: [:]) == nil)
        let made = try directory.makeMasterKey(from: .live)
        #expect(try directory.masterKey(environment: [:])?.text == made.text)
    }

    @Test func `of two processes that make a key both get the same`() throws {
        let first = try directory.makeMasterKey(from: .live)
        let second = try directory.makeMasterKey(from: .live)
        #expect(first.text == second.text)
    }

    @Test func `the environment's key wins and is not written down`() throws {
        let key = MasterKey(from: .live)
        #expect(try directory.masterKey(environment: ["CARDEA_MASTER_KEY": key.text])?.text == key.text)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test func `a key that is none is refused without being shown`() throws {
        let error = #expect(throws: CommandError.self) {
            try directory.masterKey(environment: ["CARDEA_MASTER_KEY": "hunter2"])
        }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `a key that others may read is refused`() throws {
        _ = try directory.makeMasterKey(from: .live)
        chmod(directory.masterKeyPath, 0o644)
        #expect(throws: CommandError.self) { try directory.masterKey(environment: [:]) }
    }

    @Test func `no new key is made where the database has keys that another sealed`() async throws {
        let database = try TemporaryDatabase()
        var configuration = Configuration()
        configuration.data = directory.path
        let key = SigningKeyRecord(
            id: "k", algorithm: .es256, state: .current, sealed: [1], createdAt: Timestamp(1_700_000_000))
        #expect(try await database.store.commitSigningKeys([key], replacing: []))
        await #expect(throws: CommandError.self) {
            try await MasterKey.kept(in: configuration, for: database.store, environment: [:], entropy: .live)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test func `a file in the directory's place is refused`() throws {
        _ = try parent.write("", to: "file")
        #expect(throws: CommandError.self) { try DataDirectory(path: parent.path + "/file").create() }
    }
}
