import ArgumentParser
import OAuthProtocol
import Storage

/// The commands that say what a client is, and print it, with the secret that was made for it if one was.
extension ClientCommand {
    /// `cardea client add`
    struct Add: AsyncParsableCommand {
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
            let chosen = try client.secret()
            try await ClientCommand.run(common, ifAbsent: .isMended) { registry in
                let warnings = try await registry.judge(metadata)
                try await registry.proveSector(of: metadata)
                let registered = try await registry.add(id: id, metadata: metadata, chosen: chosen, origin: .command)
                warnings.forEach(StandardError.warn)
                common.output.write(registered)
            }
        }
    }

    /// `cardea client update ID`
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update",
            abstract: "Replace what is given of a client's metadata; the rest stays.")

        @Argument(help: "The client_id.")
        var id: String

        @OptionGroup var client: ClientOptions
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard client.isEmpty else { return }
            throw ValidationError(
                """
                Say what to change: --name, --redirect-uri, --grant, --scope, --default-scope, --auth-method, \
                --id-token-claims, --resource, --skip-consent, --secret-stdin, --jwks, --jwks-uri, or anything else by \
                --metadata. cardea client show \(id) says what there is.
                """)
        }

        func run() async throws {
            let given = try client.given()
            let chosen = try client.secret()
            try await ClientCommand.run(common) { registry in
                let known = try await registry.changeable(id)
                let metadata = try known.metadata.replacing(given)
                var warnings = try await registry.judge(metadata, insteadOf: known.metadata)
                try await registry.proveSector(of: metadata, insteadOf: known.metadata)
                let updated = try await registry.update(known, metadata: metadata, chosen: chosen)
                warnings += [
                    ClientAdministration.warning(of: metadata, insteadOf: known.metadata),
                    ClientAdministration.warning(ofSecretOf: known, under: metadata),
                ].compactMap(\.self)
                warnings.forEach(StandardError.warn)
                common.output.write(updated)
            }
        }
    }

    /// `cardea client rotate-secret ID`
    struct RotateSecret: AsyncParsableCommand {
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
            guard let seconds = ValueReader<Int64>.duration(overlap ?? "0") else {
                throw ValidationError("--overlap must be a number of seconds or a duration such as 15m, 24h or 30d.")
            }
            try await ClientCommand.run(common) { registry in
                let client = try await registry.changeable(id)
                common.output.write(try await registry.rotateSecret(of: client, overlap: seconds), isRotated: true)
            }
        }
    }
}
