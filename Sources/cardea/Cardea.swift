import ArgumentParser

/// The executable. To add a command: one file under `Commands`, one line here.
@main
struct Cardea: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "cardea", abstract: "An OAuth 2 and OpenID Connect server.", version: version,
        subcommands: [
            Serve.self, ClientCommand.self, UserCommand.self, KeyCommand.self, MigrateCommand.self, ConfigCommand.self,
            DoctorCommand.self, SignInCommand.self, VersionCommand.self,
        ])

    /// Runs the command that the arguments name, and exits with its status.
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            var command = try await asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            if let report = FailureReport(of: error, arguments: arguments) {
                Output(isJSON: true).write(report.json, text: "")
            }
            exit(withError: error)
        }
    }
}
