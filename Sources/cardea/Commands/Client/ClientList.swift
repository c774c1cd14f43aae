import ArgumentParser
import OAuthProtocol
import Storage

/// `cardea client list`
struct ClientList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the clients by origin, the oldest first.")

    @Option(
        help: ArgumentHelp(
            "Only those of one origin: command, configuration, registration, document, or a host that they speak for."))
    var origin: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let found = try await Database.list(common.configuration(ignoringOthers: true)) { store in
            try await store.findClients()
        }
        let clients = origin.map { ClientOrigin($0) }.map { found.filter($0.covers) } ?? found
        let order = ClientRecord.Origin.allCases
        let grouped = order.flatMap { origin in clients.filter { $0.origin == origin } }
        let rows = grouped.map { client in
            [
                Self.shortened(client.id.value), client.metadata.name ?? "-", client.hosts.joined(separator: " "),
                client.metadata.grantTypes.map(\.rawValue).joined(separator: " "), client.origin.words,
                client.lastUsedAt?.rfc3339 ?? "never",
            ]
        }
        common.output.write(
            .array(clients.map { ClientReport(client: $0).json }),
            text: TextTable.list(
                ["client_id", "name", "hosts", "grants", "kept by", "last used"], rows,
                whenEmpty: origin.map { "There are no clients of \($0)." }
                    ?? "There are no clients yet: cardea client add registers one."))
    }

    /// Sealed identifiers are as long as what they hold; `--json` has them whole.
    private static func shortened(_ id: String) -> String {
        id.count > 64 ? "\(id.prefix(61))..." : id
    }
}
