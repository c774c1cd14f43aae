import ArgumentParser

/// `cardea client show ID`
struct ClientShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a client's metadata.")

    @Argument(help: "The client_id.")
    var id: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await ClientCommand.run(common, ignoringOthers: true) { registry in
            ClientCommand.write((try await registry.find(id), nil), to: common.output)
        }
    }
}
