import ArgumentParser
import JOSE
import OAuthProtocol
import OAuthServer
import Outbound
import Storage

/// `cardea client …`
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "The applications that may ask for tokens.",
        subcommands: [
            Add.self, List.self, Show.self, Update.self, RotateSecret.self, Remove.self, RegistrationToken.self,
        ])

    /// Opens the database and gives `body` what clients are managed with.
    static func run(
        _ common: CommonOptions, ifAbsent absence: Database.Absence = .isRefused, ignoringOthers: Bool = false,
        _ body: (ClientAdministration) async throws -> Void
    ) async throws {
        let configuration = try common.configuration(ignoringOthers: ignoringOthers)
        let hasher = try configuration.passwords.hasher(threads: 1)
        let outbound = OutboundClient(
            allowing: configuration.outboundAllow,
            trusting: ignoringOthers ? TrustedAuthorities() : try configuration.trustedAuthorities())
        try await Database(configuration).open(ifAbsent: absence) { store in
            try await body(
                ClientAdministration(
                    store: store, hasher: hasher, entropy: .live, now: LiveClock().now(),
                    documents: outbound, objection: outbound.objection,
                    plainHosts: configuration.outboundAllow,
                    signatures: .ofOperators(configuration.tokens),
                    provideKeys: { algorithms in
                        try await KeyCommand.provide(algorithms, in: configuration, on: store)
                    },
                    hasSealed: { client in
                        let keys = try await sealing(in: configuration, for: store)
                        return SealedRegistrations(keys: keys, entropy: .live).open(client) != nil
                    }))
        }
    }

    /// What seals and opens what dynamic clients have, and signs nothing.
    private static func sealing(in configuration: Configuration, for store: any Store) async throws -> TokenKeys {
        TokenKeys(ring: KeyRing(), master: try await .kept(in: configuration, for: store))
    }

    /// `cardea client list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the clients by origin, the oldest first.")

        @Option(
            help:
                "Only those of one origin: command, configuration, registration, document, or a host that they speak for."
        )
        var origin: String?

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let found = try await common.list { try await $0.findClients() }
            let clients = origin.map { ClientOrigin($0) }.map { found.filter($0.covers) } ?? found
            let grouped = ClientRecord.Origin.allCases.flatMap { origin in clients.filter { $0.origin == origin } }
            common.output.write(
                clients.map { ClientReport(client: $0).json },
                ["client_id", "name", "speaks for", "grants", "kept by", "last used"],
                grouped.map { client in
                    [
                        // Sealed identifiers are as long as what they hold; `--json` has them whole.
                        client.id.value.count > 64 ? "\(client.id.value.prefix(61))..." : client.id.value,
                        client.metadata.name ?? "-",
                        client.hosts.isEmpty ? "-" : client.hosts.joined(separator: " "),
                        client.metadata.grantTypes.map(\.rawValue).joined(separator: " "), client.origin.words,
                        client.lastUsedAt?.rfc3339 ?? "never",
                    ]
                },
                whenEmpty: origin.map { "There are no clients of \($0)." }
                    ?? "There are no clients yet: cardea client add registers one.")
        }
    }

    /// `cardea client show ID`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a client's metadata.")

        @Argument(help: "The client_id.")
        var id: String

        @OptionGroup var common: CommonOptions

        func run() async throws {
            try await ClientCommand.run(common, ignoringOthers: true) { registry in
                common.output.write((try await registry.find(id), nil))
            }
        }
    }

    /// `cardea client remove ID`, `cardea client remove --origin ORIGIN`
    struct Remove: AsyncParsableCommand {
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
                        ["origin": .string(origin), "removed": .integer(count)],
                        text: """
                            \(count == 1 ? "1 client" : "\(count) clients") of \(origin) removed, with their tokens. What \
                            registered there before and was never allowed by anybody is no longer accepted either.
                            """)
                } else if let id {
                    let wasKept = try await registry.remove(id, rules: rules)
                    common.output.write(
                        ["client_id": .string(id), "removed": .bool(true)],
                        text: wasKept
                            ? "The client \(id) is removed, and its tokens with it."
                            : "Nobody had let the client \(id) in. It is no longer accepted.")
                }
            }
        }
    }

    /// `cardea client registration-token`
    struct RegistrationToken: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "registration-token",
            abstract:
                "Make an initial access token, with which a program may register clients (registration.policy: token).")

        @Option(help: "What you call it, for taking it back.")
        var name = "default"

        @Option(help: ArgumentHelp("How long it is good, such as 24h or 30d.", valueName: "duration"))
        var lifetime = "30d"

        @Flag(help: "Take back every token of this name instead of making one.")
        var revoke = false

        @OptionGroup var common: CommonOptions

        func validate() throws {
            _ = try seconds()
        }

        /// - Throws: `ValidationError` for what is no lifetime.
        private func seconds() throws -> Int64 {
            guard let seconds = ValueReader<Int64>.duration(lifetime) else {
                throw ValidationError("--lifetime must be a number of seconds or a duration such as 15m, 24h or 30d.")
            }
            guard seconds > 0 else {
                throw ValidationError(
                    "--lifetime must be at least one second: a token that lives for none is good for nothing.")
            }
            return seconds
        }

        func run() async throws {
            let seconds = try seconds()
            if revoke {
                return try await ClientCommand.run(common) { registry in
                    try await registry.revokeTokens(named: name)
                    common.output.write(
                        ["name": .string(name), "revoked": .bool(true)],
                        text: "No initial access token of the name \(name) is accepted any more.")
                }
            }
            let configuration = try common.configuration()
            try await Database(configuration).open(ifAbsent: .isMended) { store in
                let keys = try await ClientCommand.sealing(in: configuration, for: store)
                let now = LiveClock().now()
                let token = InitialAccessTokens(keys: keys, clients: store).make(
                    named: name, at: now, until: now + seconds)
                common.output.write([
                    "initial_access_token": .string(token.exposed), "name": .string(name),
                    "expires_at": .string((now + seconds).rfc3339),
                ])
            }
        }
    }
}
