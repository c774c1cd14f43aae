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
            try Database.find(configuration)
            let pending = try Database.pendingMigrations(configuration)
            let findings: JSONObject = ["pending": .strings(pending)]
            guard pending.isEmpty else {
                common.output.write(
                    .object(findings), text: (["The database lacks:"] + pending).joined(separator: "\n"))
                throw CommandError("the database is not up to date: run cardea migrate, or start the server")
            }
            common.output.write(.object(findings), text: "The database is up to date.")
        } else {
            let applied = try Database.migrate(configuration)
            common.output.write(
                .object(["applied": .strings(applied)]),
                text: applied.isEmpty
                    ? "The database was up to date." : "Applied:\n" + applied.joined(separator: "\n"))
        }
    }
}
