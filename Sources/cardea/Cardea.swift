import ArgumentParser
import OAuthProtocol

/// The executable. To add a command: one file under `Commands`, one line here.
@main
struct Cardea: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "cardea", abstract: "An OAuth 2 and OpenID Connect server.", version: version,
        subcommands: [
            Serve.self, ClientCommand.self, UserCommand.self, KeyCommand.self, MigrateCommand.self,
            BackupCommand.self, RestoreCommand.self, DatabaseCommand.self, ConfigCommand.self, DoctorCommand.self,
            BenchCommand.self,
            SignInCommand.self, DocsCommand.self, VersionCommand.self,
        ])

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if let hint = UnknownCommand.hint(for: arguments) {
            exit(withError: ValidationError(hint))
        }
        await main(arguments)
    }
}

/// `cardea version`
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        common.output.write(["version": .string(Cardea.version)], text: "cardea \(Cardea.version)")
    }
}
