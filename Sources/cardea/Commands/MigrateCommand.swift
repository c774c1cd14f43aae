import ArgumentParser
import OAuthProtocol

/// `cardea migrate`
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database up to this version's schema. The server does so by itself.")

    @Flag(help: "Change nothing; say what is missing, and exit with 1 if anything is.")
    var check = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let configuration = try common.configuration()
        if check {
            let pending = try Database.pendingMigrations(configuration)
            common.output.write(
                .object(["pending": .strings(pending)]),
                text: pending.isEmpty
                    ? "The database is up to date." : "The database lacks:\n" + pending.joined(separator: "\n"))
            if !pending.isEmpty {
                throw Refusal("the database is not up to date: run cardea migrate, or start the server")
            }
        } else {
            let applied = try Database.migrate(configuration)
            common.output.write(
                .object(["applied": .strings(applied)]),
                text: applied.isEmpty
                    ? "The database was up to date." : "Applied:\n" + applied.joined(separator: "\n"))
        }
    }
}
