import ArgumentParser
import Storage

/// `cardea client update ID`
struct ClientUpdate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Replace what is given of a client's metadata; the rest stays.")

    @Argument(help: "The client_id.")
    var id: String

    @OptionGroup var client: ClientOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let given = try client.given()
        let chosen = client.secretStdin ? try StandardInput.secret("client secret") : nil
        try await ClientCommand.run(common) { registry in
            let known = try await registry.changeable(id)
            let metadata = try known.metadata.replacing(given)
            var warnings = try await registry.judge(metadata, insteadOf: known.metadata)
            try await registry.proveSector(of: metadata, insteadOf: known.metadata)
            let updated = try await registry.update(known, metadata: metadata, chosen: chosen)
            if let warning = ClientAdministration.warning(of: metadata, insteadOf: known.metadata) {
                warnings.append(warning)
            }
            ClientCommand.warn(warnings)
            ClientCommand.write(updated, to: common.output)
        }
    }
}
