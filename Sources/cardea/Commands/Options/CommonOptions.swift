import ArgumentParser
import Foundation
import JOSE
import OAuthServer

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
    /// - Throws: `ConfigurationError`, or `ValidationError` where the command line itself is at fault.
    func configuration(flags: [FlagSetting] = []) throws -> Configuration {
        let reading = reading(flags: flags)
        guard let error = reading.error else {
            for warning in reading.configuration.warnings { StandardError.write("Warning: \(warning)") }
            return reading.configuration
        }
        if error.isUsage { throw ValidationError(error.description) }
        throw error
    }

    /// The same, good or bad.
    func reading(flags: [FlagSetting] = []) -> Configuration.Reading {
        let own = [("--data", "data", data), ("--database", "database", database)].compactMap { flag, key, text in
            text.map { FlagSetting(flag: flag, key: key, text: $0) }
        }
        return Configuration.read(
            file: config, environment: ProcessInfo.processInfo.environment, flags: own + flags)
    }

    /// The rules for clients that bring themselves. The issuer has no part in them.
    func registrationRules() throws -> RegistrationRules {
        guard let issuer = Issuer("http://localhost") else { throw Refusal("there is no issuer") }
        return RegistrationRules(try configuration().serverConfiguration(issuer: issuer), ring: KeyRing())
    }
}
