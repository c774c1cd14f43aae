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
        let database = Database(try common.configuration())
        guard check else {
            let applied = try database.migrate()
            return common.output.write(
                ["applied": .strings(applied)],
                text: (applied.isEmpty ? ["The database was up to date."] : ["Applied:"] + applied)
                    .joined(separator: "\n"))
        }
        _ = try database.prepare(ifAbsent: .isRefused)
        let pending = try database.pendingMigrations()
        common.output.write(
            ["pending": .strings(pending)],
            text: (pending.isEmpty ? ["The database is up to date."] : ["The database lacks:"] + pending)
                .joined(separator: "\n"))
        if !pending.isEmpty {
            throw CommandError("the database is not up to date: run cardea migrate, or start the server")
        }
    }
}
