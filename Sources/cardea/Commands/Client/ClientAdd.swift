import ArgumentParser
import OAuthProtocol
import Storage

/// `cardea client add`
struct ClientAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Register a client.")

    @OptionGroup var client: ClientOptions

    @Option(help: "The client_id, 1 to 128 printable ASCII characters (default: a random one).")
    var id: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let metadata = try ClientMetadata().replacing(client.given())
        let id = try id.map { text in
            guard let id = ClientID(chosen: text) else {
                throw ValidationError("--id must be 1 to 128 printable ASCII characters without spaces.")
            }
            return id
        }
        let chosen = client.secretStdin ? try StandardInput.secret("client secret") : nil
        try await ClientCommand.run(common, ifAbsent: .isMended) { registry in
            let warnings = try await registry.judge(metadata)
            try await registry.proveSector(of: metadata)
            let registered = try await registry.add(id: id, metadata: metadata, chosen: chosen, origin: .command)
            ClientCommand.warn(warnings)
            ClientCommand.write(registered, to: common.output)
        }
    }
}
