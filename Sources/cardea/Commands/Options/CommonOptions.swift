import ArgumentParser
import Foundation
import JOSE
import OAuthServer
import Storage

/// What every command takes: where the data is, and the form of the answer.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Directory of the database and the master key (default: ./cardea-data).", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("The database (default: sqlite:DIR/cardea.sqlite).", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("Configuration file, YAML.", valueName: "file"))
    var config: String?

    @Flag(help: "Print one JSON value and nothing else.")
    var json = false

    var output: Output { Output(isJSON: json) }

    /// The configuration with these flags over it, and `flags` over those.
    ///
    /// - `ignoringOthers`: whether only where the database is has to be known, as it is for commands that list, and for
    ///   those that shut somebody out: a file that is missing for another reason must not stop them. What is wrong besides is
    ///   said as a warning.
    /// - Throws: `ConfigurationError`, or `ValidationError` where the command line itself is at fault.
    func configuration(
        flags: [(key: String, text: String?)] = [], ignoringOthers: Bool = false
    ) throws -> Configuration {
        let reading = reading(flags: flags)
        for warning in reading.configuration.warnings { StandardError.warn(warning) }
        if reading.error.isUsage { throw ValidationError(reading.error.description) }
        guard reading.error.problems.isEmpty || ignoringOthers && reading.failed.isDisjoint(with: ["data", "database"])
        else { throw reading.error }
        for problem in reading.error.problems { StandardError.warn(problem.description) }
        return reading.configuration
    }

    /// The same, good or bad.
    func reading(flags: [(key: String, text: String?)] = []) -> Configuration.Reading {
        Configuration.read(
            file: config, environment: ProcessInfo.processInfo.environment,
            flags: [("data", data), ("database", database)] + flags)
    }

    /// What `find` finds of a list; of a database that is not there nothing is listed, and standard error says where it was
    /// looked for.
    func list<Row>(_ find: (any Store) async throws -> [Row]) async throws -> [Row] {
        let database = Database(try configuration(ignoringOthers: true))
        guard try database.isThere() else {
            StandardError.write("Note: \(database.absence)")
            return []
        }
        return try await database.open(find)
    }

    /// The rules for dynamic clients. The issuer has no part in them.
    func registrationRules() throws -> RegistrationRules {
        guard let issuer = Issuer("http://localhost") else { throw CommandError("there is no issuer") }
        return RegistrationRules(
            try configuration(ignoringOthers: true).serverConfiguration(issuer: issuer), ring: KeyRing())
    }
}
