import ArgumentParser
import OAuthProtocol
import Storage

/// `cardea client list`
struct ClientList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the clients, the oldest first.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await ClientCommand.run(common) { registry in
            let clients = try await registry.store.findClients()
            let rows = clients.map { client in
                [
                    client.id.value, client.metadata.name ?? "-",
                    client.metadata.grantTypes.map(\.rawValue).joined(separator: " "), client.origin.words,
                    client.lastUsedAt?.text ?? "never",
                ]
            }
            common.output.write(
                .array(clients.map { ClientReport(client: $0).json }),
                text: TextTable.list(
                    ["client_id", "name", "grants", "kept by", "last used"], rows,
                    whenEmpty: "There are no clients yet: cardea client add registers one."))
        }
    }
}
