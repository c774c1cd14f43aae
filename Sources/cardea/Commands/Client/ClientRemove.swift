import ArgumentParser
import OAuthProtocol
import Storage

/// `cardea client remove ID`
struct ClientRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a client. Its tokens end within a second.")

    @Argument(help: "The client_id.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await ClientCommand.run(common) { registry in
            let client = try await registry.changeable(id)
            guard try await registry.store.commitRemovalOfClient(client.id) else {
                throw Refusal("there is no client \(id)")
            }
            common.output.write(
                .object(["client_id": .string(client.id.value), "removed": .bool(true)]),
                text: "The client \(id) is removed, and its tokens with it.")
        }
    }
}
