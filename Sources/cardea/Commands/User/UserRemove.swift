import ArgumentParser
import Identity
import OAuthProtocol
import Storage

/// `cardea user remove USER`
struct UserRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove an account with all that was given in its name.")

    @Argument(help: "The user name or id.")
    var user: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await UserCommand.run(common, ignoringOthers: true) { accounts, _ in
            let record = try await UserCommand.find(user, in: accounts)
            try await accounts.remove(record.id, at: LiveClock().now())
            common.output.write(
                .object(["user_id": .integer(record.id.number), "removed": .bool(true)]),
                text: "The account of \(record.username) is removed, and its sessions and tokens with it.")
        }
    }
}
