import ArgumentParser
import Foundation
import OAuthProtocol
import OAuthServer
import Storage
import WebServer

/// `cardea config …`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The configuration.", subcommands: [ConfigCheck.self])
}

/// `cardea config check`
struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge the configuration as the server would, and show where each setting stands.",
        discussion: """
            Everything that is wrong is said at once, each with its line, in the order of the file. If there is a database, its \
            clients are looked at too; nothing is made or changed. Exit status: 0 the server would start, 1 it would not, or with --strict there was a warning.
            """)

    @Flag(help: "Exit with 1 where there is a warning.")
    var strict = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let reading = common.reading()
        if reading.error.isUsage { throw ValidationError(reading.error.description) }
        let configuration = reading.configuration
        let (stored, reason) = try await Self.clients(in: configuration)
        let warnings = Self.warnings(of: reading, stored: stored)
        for warning in warnings { StandardError.warn(warning.description) }
        if let reason {
            StandardError.write("Note: \(reason), so clients that commands registered were not looked at.")
        }
        let errors =
            (reading.error.problems + ConfiguredClients.taken(configuration.clients, among: stored ?? [])
            + Self.unusableFiles(in: configuration)).inOrder
        var findings: JSONObject = [
            "valid": .bool(errors.isEmpty), "errors": .array(errors.map { .object($0.json) }),
            "warnings": .array(warnings.map { .object($0.json) }), "database": .string(reason ?? "looked at"),
        ]
        guard errors.isEmpty, !strict || warnings.isEmpty else {
            if common.json { common.output.write(findings) }
            throw errors.isEmpty
                ? CommandError("with --strict, a warning is as good as an error") : CommandError(errors)
        }
        // In the order of the table, which is the order of the documentation.
        var settings = JSONObject()
        for key in Configuration.keys.keys {
            settings[key.path] = configuration.places[key.path].map { .string($0.description) }
        }
        findings["settings"] = .object(settings)
        let verdict = warnings.isEmpty ? "good" : "one to start with, but see the warnings"
        common.output.write(
            .object(findings),
            text: settings.members.isEmpty
                ? "The configuration is \(verdict): nothing is set, so every default holds."
                : "The configuration is \(verdict). Set are:\n\(TextTable.fields(of: settings))")
    }

    /// What stops no start.
    private static func warnings(of reading: Configuration.Reading, stored: [ClientRecord]?) -> [Problem] {
        let configuration = reading.configuration
        var warnings = (configuration.warnings + configuration.startWarnings).map { Problem(nil, $0) }
        let uris = RegisteredURIs(by: .operator, allowing: configuration.outboundAllow)
        for client in configuration.clients {
            warnings += uris.warnings(of: client.metadata).map { text in
                Problem(client.place(ofMemberIn: text), "clients[] (\(client.id)): \(text)")
            }
        }
        var failed = reading.failed
        var issuer = Issuer("http://localhost:\(configuration.listen.port)")
        if let text = configuration.issuer {
            // What is wrong with it is an error; against another one its names are not held.
            if let good = Issuer(text) { issuer = good } else { failed.insert("issuer") }
        }
        if let issuer {
            warnings += ConfigurationNames(configuration, of: issuer, failed: failed, stored: stored).warnings
        }
        return warnings.inOrder
    }

    /// A TLS certificate and key that can be read, and are not what they should be.
    private static func unusableFiles(in configuration: Configuration) -> [Problem] {
        guard let files = configuration.tls.files, FileManager.default.isReadableFile(atPath: files.certificatePath),
            FileManager.default.isReadableFile(atPath: files.keyPath), let fault = files.fault
        else { return [] }
        return [Problem(configuration.places[fault.isKeys ? "tls.key" : "tls.certificate"], fault.description)]
    }

    /// The clients of the database; without any, why they were not looked at. Nothing is made, and no schema brought up to date.
    private static func clients(
        in configuration: Configuration
    ) async throws -> (stored: [ClientRecord]?, reason: String?) {
        let database = Database(configuration)
        guard try database.isThere() else { return (nil, "there is no database \(database.name)") }
        guard try database.pendingMigrations().isEmpty else {
            return (nil, "the database \(database.name) is of an older version")
        }
        return try await database.open { store in (try await store.findClients(), nil) }
    }
}
