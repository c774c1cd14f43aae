import ArgumentParser
import OAuthProtocol
import OAuthServer

/// `cardea config check`
struct ConfigCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge the configuration as the server would, and show where each setting stands.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let configuration = try common.configuration()
        ClientCommand.warn(configuration.startWarnings)
        let uris = RegisteredURIs(by: .operator, allowing: configuration.outboundAllow)
        for client in configuration.clients {
            ClientCommand.warn(uris.warnings(of: client.metadata).map { "clients[] (\(client.id)): \($0)" })
        }
        // In the order of the table, which is the order of the documentation.
        let settings = Configuration.keys.keys.compactMap { key in
            configuration.places[key.path].map { (name: key.path, value: $0.description) }
        }
        var members = JSONObject()
        for setting in settings { members.append(setting.name, .string(setting.value)) }
        common.output.write(
            .object(["valid": .bool(true), "settings": .object(members)]),
            text: settings.isEmpty
                ? "The configuration is good: nothing is set, so every default holds."
                : "The configuration is good. Set are:\n" + TextTable.fields(settings.map { ($0.name, $0.value) }))
    }
}
