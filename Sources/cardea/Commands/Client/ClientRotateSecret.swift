import ArgumentParser

/// `cardea client rotate-secret ID`
struct ClientRotateSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-secret", abstract: "Make a new client secret in place of the old one.")

    @Argument(help: "The client_id.")
    var id: String

    @Option(
        help: ArgumentHelp(
            "How long the old secret stays good beside the new one, such as 24h (default: not at all).",
            valueName: "duration"))
    var overlap: String?

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let seconds = try overlap.map { text in
            guard let seconds = ValueReader<Int64>.duration(text) else {
                throw ValidationError("--overlap must be a number of seconds or a duration such as 15m, 24h or 30d.")
            }
            return seconds
        }
        try await ClientCommand.run(common) { registry in
            let client = try await registry.changeable(id)
            let rotated = try await registry.rotateSecret(of: client, overlap: seconds ?? 0)
            ClientCommand.write(rotated, to: common.output)
        }
    }
}
