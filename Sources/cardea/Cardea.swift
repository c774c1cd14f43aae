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
}
