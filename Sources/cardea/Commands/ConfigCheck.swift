import ArgumentParser
import Foundation
import OAuthProtocol
import OAuthServer
import Storage
import WebServer

/// `cardea config check`
struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge the configuration as the server would, and show where each setting stands.",
        discussion: """
            Everything that is wrong is said at once, each with its line. If there is a database, its clients are looked at too; \
            nothing is made or changed. Exit status: 0 the server would start, 1 it would not, or with --strict there was a warning.
            """)

    @Flag(help: "Exit with 1 where there is a warning.")
    var strict = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let reading = common.reading()
        if let error = reading.error, error.isUsage { throw ValidationError(error.description) }
        let configuration = reading.configuration
        let (stored, reason) = try await Self.clients(in: configuration)
        let warnings = Self.warnings(of: reading, stored: stored)
        for warning in warnings { StandardError.write("Warning: \(warning)") }
        if let reason {
            StandardError.write("Note: \(reason), so clients that commands registered were not looked at.")
        }
        let errors =
            (reading.error?.problems ?? []) + ConfiguredClients.taken(configuration.clients, among: stored ?? [])
            + Self.unusableFiles(in: reading)
        var findings: JSONObject = [
            "valid": .bool(errors.isEmpty), "errors": .array(errors.map { .object($0.json) }),
            "warnings": .array(warnings.map { .object($0.json) }), "database": .string(reason ?? "looked at"),
        ]
        guard errors.isEmpty, !strict || warnings.isEmpty else {
            if common.json { common.output.write(.object(findings), text: "") }
            throw errors.isEmpty
                ? CommandError("with --strict, a warning is as good as an error") : CommandError(errors)
        }
        // In the order of the table, which is the order of the documentation.
        let settings = Configuration.keys.keys.compactMap { key in
            configuration.places[key.path].map { (name: key.path, value: $0.description) }
        }
        var members = JSONObject()
        for setting in settings { members.append(setting.name, .string(setting.value)) }
        findings.append("settings", .object(members))
        let verdict = warnings.isEmpty ? "good" : "one to start with, but see the warnings"
        common.output.write(
            .object(findings),
            text: settings.isEmpty
                ? "The configuration is \(verdict): nothing is set, so every default holds."
                : "The configuration is \(verdict). Set are:\n"
                    + TextTable.fields(settings.map { ($0.name, $0.value) }))
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
        let address = configuration.issuer ?? "http://localhost:\(configuration.listen.port)"
        guard let issuer = Issuer(address) else { return warnings }
        return warnings
            + ConfigurationNames(configuration, of: issuer, failed: reading.failed, stored: stored).warnings
    }

    /// A TLS certificate and key that can be read, and are not what they should be.
    private static func unusableFiles(in reading: Configuration.Reading) -> [Problem] {
        let (tls, places) = (reading.configuration.tls, reading.configuration.places)
        guard let files = tls.files, FileManager.default.isReadableFile(atPath: files.certificatePath),
            FileManager.default.isReadableFile(atPath: files.keyPath), let fault = files.fault
        else { return [] }
        return [Problem(places[fault.isKeys ? "tls.key" : "tls.certificate"], fault.description)]
    }

    /// The clients of the database; without any, why they were not looked at. Nothing is made, and no schema brought up to date.
    private static func clients(
        in configuration: Configuration
    ) async throws -> (stored: [ClientRecord]?, reason: String?) {
        let place = DatabasePlace(configuration)
        guard try place.isThere() else { return (nil, "there is no database \(place.path)") }
        guard try Database.pendingMigrations(configuration).isEmpty else {
            return (nil, "the database \(place.path) is of an older version")
        }
        return try await Database.with(configuration) { store in (try await store.findClients(), nil) }
    }
}
