import Identity
import Logging
import OAuthProtocol
import Storage
import StorageSQLite
import StorageTesting

@testable import cardea

/// A database in a directory of its own, with what manages clients in it.
struct TemporaryDatabase {
    let directory: TemporaryDirectory
    let store: any Store
    let hasher: PasswordHasher

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.path + "/cardea.sqlite")
        hasher = try PasswordHasher(memory: 8192, passes: 1, threads: 1)
    }

    func registry(at now: Timestamp = Timestamp(1_700_000_000)) -> ClientAdministration {
        ClientAdministration(store: store, hasher: hasher, entropy: .live, now: now)
    }

    var accounts: Accounts { Accounts(users: store, hasher: hasher, entropy: .live) }

    /// Whether `secret` is good for the client at `now`.
    func accepts(_ secret: String, for id: ClientID, at now: Timestamp = Timestamp(1_700_000_000)) async throws -> Bool
    {
        for stored in try await store.findClient(id)?.secrets ?? [] where stored.expiresAt.map({ now < $0 }) ?? true {
            switch stored.form {
            case .digest(let digest): if digest == Secret(secret).digest { return true }
            case .argon2id(let hash): if try await hasher.verify(Secret(secret), against: hash) { return true }
            }
        }
        return false
    }
}

extension Logger {
    /// A logger that nobody hears.
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
