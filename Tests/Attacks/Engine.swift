import CardeaTesting
import Foundation
import PostgresTesting
import Storage
import StoragePostgres
import StorageSQLite
import StorageTesting

/// A store to be attacked: a promise that only one engine keeps is none.
enum Engine {
    case memory
    case sqlite
    case postgres

    /// Those that are there: `scripts/test` starts a PostgreSQL server.
    static var allCases: [Engine] {
        [.memory, .sqlite] + (PostgresTestDatabase.server == nil ? [] : [.postgres])
    }

    /// Gives `attack` a fresh store, and takes it away afterwards.
    func withStore(_ attack: (any Store) async throws -> Void) async throws {
        switch self {
        case .memory: try await attack(MemoryStore())
        case .postgres:
            try await PostgresTestDatabase.use { database in
                let store = try PostgresStore(database.address)
                try await attack(store)
                await store.close()
            }
        case .sqlite: try await Self.withDatabase { store, _ in try await attack(store) }
        }
    }

    /// Gives `attack` a fresh embedded store and the directory in which it lies.
    static func withDatabase(_ attack: (any Store, String) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path + "/cardea.sqlite")
        try await attack(store, directory.path)
        await store.close()
    }

    /// Everything that lies in a directory.
    static func octets(in directory: String) throws -> [UInt8] {
        try FileManager.default.contentsOfDirectory(atPath: directory).flatMap { name in
            FileManager.default.contents(atPath: "\(directory)/\(name)").map(Array.init) ?? []
        }
    }
}
