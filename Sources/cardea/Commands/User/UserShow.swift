import ArgumentParser

/// `cardea user show USER`
struct UserShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show an account.")

    @Argument(help: "The user name or id.")
    var user: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await UserCommand.change(user, common, ignoringOthers: true) { _, _, _ in }
    }
}
