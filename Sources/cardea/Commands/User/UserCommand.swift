import ArgumentParser
import Identity
import OAuthProtocol
import Storage

/// `cardea user …`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "The people who sign in.",
        subcommands: [
            UserAdd.self, UserList.self, UserShow.self, UserUpdate.self, UserSetPassword.self, UserDisable.self,
            UserEnable.self, UserRemove.self,
        ])

    /// Opens the database and gives `body` what accounts are managed with.
    static func run(
        _ common: CommonOptions, ifAbsent absence: Database.Absence = .isRefused, ignoringOthers: Bool = false,
        _ body: (Accounts, Timestamp) async throws -> Void
    ) async throws {
        let configuration = try common.configuration(ignoringOthers: ignoringOthers)
        let hasher = try configuration.passwords.hasher(threads: 1)
        try await Database.with(configuration, ifAbsent: absence) { store in
            try await body(Accounts(users: store, hasher: hasher, entropy: .live), LiveClock().now())
        }
    }

    /// Opens the database, gives `body` the account, and prints what became of it.
    ///
    /// - Throws: `CommandError` if there is no such account.
    static func change(
        _ nameOrID: String, _ common: CommonOptions, ignoringOthers: Bool = false,
        _ body: (Accounts, UserID, Timestamp) async throws -> Void
    ) async throws {
        try await run(common, ignoringOthers: ignoringOthers) { accounts, now in
            let user = try await find(nameOrID, in: accounts)
            try await body(accounts, user.id, now)
            write(try await find(user.id.description, in: accounts), to: common.output)
        }
    }

    /// - Throws: `CommandError` if there is no such account.
    static func find(_ nameOrID: String, in accounts: Accounts) async throws -> UserRecord {
        guard let user = try await accounts.find(nameOrID: nameOrID) else {
            throw CommandError("there is no user \(nameOrID)")
        }
        return user
    }

    static func write(_ user: UserRecord, to output: Output) {
        let report = UserReport(user: user)
        output.write(report.json, text: report.text)
    }
}
