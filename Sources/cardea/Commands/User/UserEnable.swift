import ArgumentParser
import Identity

/// `cardea user enable USER`
struct UserEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let a person in again. What ended does not come back.")

    @Argument(help: "The user name or id.")
    var user: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await UserCommand.change(user, common) { accounts, id, now in
            try await accounts.setDisabled(false, of: id, at: now)
        }
    }
}
