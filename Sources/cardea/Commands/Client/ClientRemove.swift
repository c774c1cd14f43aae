import ArgumentParser
import OAuthProtocol
import OAuthServer
import Storage

/// `cardea client remove ID`, `cardea client remove --origin ORIGIN`
struct ClientRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a client, or all that came from one origin. Their tokens end within a second.")

    @Argument(help: "The client_id.")
    var id: String?

    @Option(
        help: ArgumentHelp(
            """
            Remove every client that registered itself (registration), that is known by its metadata document \
            (document), or that speaks for a host, such as claude.ai or localhost.
            """, valueName: "origin"))
    var origin: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (id == nil) != (origin == nil) else {
            throw ValidationError("Give either a client_id or --origin.")
        }
    }

    func run() async throws {
        let rules = try common.registrationRules()
        try await ClientCommand.run(common, ignoringOthers: true) { registry in
            if let origin {
                let count = try await registry.removeAll(from: ClientOrigin(origin), rules: rules)
                common.output.write(
                    .object(["origin": .string(origin), "removed": .integer(count)]),
                    text: """
                        \(count == 1 ? "1 client" : "\(count) clients") of \(origin) removed, with their tokens. What registered \
                        there before and was never allowed by anybody is no longer accepted either.
                        """)
            } else if let id {
                let wasKept = try await registry.remove(id, rules: rules)
                common.output.write(
                    .object(["client_id": .string(id), "removed": .bool(true)]),
                    text: wasKept
                        ? "The client \(id) is removed, and its tokens with it."
                        : "Nobody had let the client \(id) in. It is no longer accepted.")
            }
        }
    }
}
