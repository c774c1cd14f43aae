import ArgumentParser
import Identity

/// `cardea user set-password USER`
struct UserSetPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-password",
        abstract: "Give an account another password, read from standard input. Its sessions and tokens end.")

    @Argument(help: "The user name or id.")
    var user: String

    @Flag(help: "Read the password, one line, from standard input. That is what happens anyway.")
    var passwordStdin = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let password = try StandardInput.password()
        try await UserCommand.change(user, common) { accounts, id, now in
            try await accounts.setPassword(password, of: id, at: now)
        }
    }
}
