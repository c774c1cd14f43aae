import ArgumentParser
import Identity
import OAuthProtocol
import Storage

/// `cardea user …`
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "The people who sign in.",
        subcommands: [
            Add.self, List.self, Show.self, Update.self, SetPassword.self, Disable.self, Enable.self, Remove.self,
            Reset.self, Invite.self, Import.self,
        ])

    /// Opens the database and gives `body` what accounts are managed with.
    static func run(
        _ common: CommonOptions, ifAbsent absence: Database.Absence = .isRefused, ignoringOthers: Bool = false,
        _ body: (Accounts, Timestamp) async throws -> Void
    ) async throws {
        let configuration = try common.configuration(ignoringOthers: ignoringOthers)
        try await open(configuration, ifAbsent: absence) { accounts, _, _, now in try await body(accounts, now) }
    }

    /// Opens the database that is configured, and gives `body` what accounts are managed with and what that is made of.
    static func open(
        _ configuration: Configuration, ifAbsent absence: Database.Absence = .isRefused,
        _ body: (Accounts, any Store, PasswordHasher, Timestamp) async throws -> Void
    ) async throws {
        let hasher = try configuration.passwords.hasher(threads: 1)
        try await Database(configuration).open(ifAbsent: absence) { store in
            let accounts = Accounts(users: store, hasher: hasher, entropy: .live)
            try await body(accounts, store, hasher, LiveClock().now())
        }
    }

    /// The account that a command is about, and where it is.
    struct Account: ParsableArguments {
        @Argument(help: "The user name or id.")
        var user: String

        @OptionGroup var common: CommonOptions
    }

    /// Opens the database, gives `body` the account, and prints what became of it.
    ///
    /// - Throws: `CommandError` if there is no such account.
    static func change(
        _ user: String, _ common: CommonOptions, ignoringOthers: Bool = false,
        _ body: (Accounts, UserID, Timestamp) async throws -> Void
    ) async throws {
        try await run(common, ignoringOthers: ignoringOthers) { accounts, now in
            let id = try await find(user, in: accounts).id
            try await body(accounts, id, now)
            common.output.write(try await find(id.description, in: accounts))
        }
    }

    static func find(_ nameOrID: String, in accounts: Accounts) async throws -> UserRecord {
        guard let user = try await accounts.find(nameOrID: nameOrID) else {
            throw CommandError("there is no user \(nameOrID)")
        }
        return user
    }

    /// `cardea user list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the accounts, the oldest first.")

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let users = try await common.list { try await $0.findUsers() }
            common.output.write(
                users.map(\.json), ["user_id", "username", "email", "name", "state", "created at"],
                users.map { user in
                    [
                        user.id.description, user.username, user.email ?? "-", user.name ?? "-",
                        user.disabled ? "disabled" : "enabled", user.createdAt.rfc3339,
                    ]
                }, whenEmpty: "There are no accounts yet: cardea user add makes one.")
        }
    }

    /// `cardea user show USER`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show an account, and what it signs in with.")

        @OptionGroup var account: Account

        func run() async throws {
            let configuration = try account.common.configuration(ignoringOthers: true)
            try await UserCommand.open(configuration) { accounts, store, _, _ in
                let user = try await find(account.user, in: accounts)
                let codes = try await store.findOneTimeCodes(of: user.id)
                let factors: JSONObject = [
                    "password": .bool(user.passwordHash != nil),
                    "passkeys": .integer(Int64(try await store.findPasskeys(of: user.id).count)),
                    "one_time_codes": .bool(codes != nil),
                    "recovery_codes": .integer(Int64(try await store.countRecoveryCodes(of: user.id))),
                ]
                account.common.output.write(user, with: factors)
            }
        }
    }

    /// `cardea user disable USER`
    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "disable",
            abstract: "Keep a person out. Their sessions and tokens end within a second.")

        @OptionGroup var account: Account

        func run() async throws {
            try await change(account.user, account.common, ignoringOthers: true) { accounts, id, now in
                try await accounts.setDisabled(true, of: id, at: now)
            }
        }
    }

    /// `cardea user enable USER`
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enable",
            abstract: "Let a person in again. What ended does not come back.")

        @OptionGroup var account: Account

        func run() async throws {
            try await change(account.user, account.common) { accounts, id, now in
                try await accounts.setDisabled(false, of: id, at: now)
            }
        }
    }

    /// `cardea user remove USER`
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Remove an account with all that was given in its name.")

        @OptionGroup var account: Account

        func run() async throws {
            let common = account.common
            try await UserCommand.run(common, ignoringOthers: true) { accounts, now in
                let user = try await find(account.user, in: accounts)
                try await accounts.remove(user.id, at: now)
                common.output.write(
                    ["user_id": .integer(user.id.number), "removed": .bool(true)],
                    text: "The account of \(user.username) is removed, and its sessions and tokens with it.")
            }
        }
    }
}

extension Output {
    /// An account as commands show it.
    ///
    /// - `further`: members besides.
    func write(_ user: UserRecord, with further: JSONObject = [:]) {
        var json = user.json
        for (name, value) in further.members { json[name] = value }
        write(
            .object(json),
            text: TextTable.fields(of: json) { name, value in
                switch name {
                // As JSON, so that nothing in a claim reaches the terminal as anything but text.
                case "claims": user.claims.members.map { ("claim \($0)", String(decoding: $1.octets, as: UTF8.self)) }
                case "email_verified" where user.email == nil: []
                default: nil
                }
            })
    }
}

extension UserRecord {
    fileprivate var json: JSONObject {
        var object: JSONObject = ["user_id": .integer(id.number), "username": .string(username)]
        object["email"] = email.map(JSONValue.string) ?? .null
        object["email_verified"] = .bool(emailVerified)
        object["name"] = name.map(JSONValue.string) ?? .null
        if !claims.members.isEmpty { object["claims"] = .object(claims) }
        object["disabled"] = .bool(disabled)
        object["created_at"] = .string(createdAt.rfc3339)
        return object
    }
}
