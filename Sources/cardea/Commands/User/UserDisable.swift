import ArgumentParser
import Identity

/// `cardea user disable USER`
struct UserDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Keep a person out. Their sessions and tokens end within a second.")

    @Argument(help: "The user name or id.")
    var user: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await UserCommand.change(user, common, ignoringOthers: true) { accounts, id, now in
            try await accounts.setDisabled(true, of: id, at: now)
        }
    }
}
