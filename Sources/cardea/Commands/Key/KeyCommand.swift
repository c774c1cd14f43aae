import ArgumentParser
import JOSE
import OAuthProtocol
import OAuthServer
import Storage

/// `cardea key …`
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The keys that sign tokens.",
        subcommands: [List.self, Rotate.self, Retire.self])

    /// What changes the keys in this database.
    ///
    /// - Throws: `CommandError` if the master key that belongs to it is not at hand.
    private static func service(
        in configuration: Configuration, on store: any SigningKeyStore
    ) async throws -> SigningKeyService {
        SigningKeyService(
            configuration, store: store, masterKey: try await .kept(in: configuration, for: store), ring: KeyRing())
    }

    /// Makes the keys that a client's algorithms lack. The master key is needed only if some do.
    static func provide(
        _ algorithms: Set<SignatureAlgorithm>, in configuration: Configuration, on store: any SigningKeyStore
    ) async throws {
        let kept = Set(try await store.findSigningKeys().filter { $0.state == .current }.map(\.algorithm))
        // Those that every server has are left to its first start.
        let missing = algorithms.subtracting(kept)
            .subtracting(configuration.tokens.standingAlgorithms(for: configuration.resources))
        guard !missing.isEmpty else { return }
        try await service(in: configuration, on: store).provide(missing, at: LiveClock().now())
    }

    /// `cardea key list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the signing keys, the oldest first.")

        @OptionGroup var common: CommonOptions

        func run() async throws {
            common.output.write(try await common.list { try await $0.findSigningKeys() })
        }
    }

    /// `cardea key rotate`
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate",
            abstract: "Retire the current signing keys now. Tokens that they signed stay good until they expire.")

        @OptionGroup var common: CommonOptions

        /// Seconds within which a running server has seen for certain what this command wrote.
        private static let notice: Int64 = 2

        func run() async throws {
            let configuration = try common.configuration()
            try await Database(configuration).open { store in
                let keys = try await KeyCommand.service(in: configuration, on: store)
                let clock = LiveClock()
                try await Self.rotate(keys, now: clock.now, wait: clock.sleep)
                common.output.write(try await keys.list())
            }
        }

        /// Rotates every key, and lets no successor sign that running servers have not shown.
        ///
        /// - Throws: `SigningKeyError` if a key cannot be made or kept, or what `wait` throws.
        static func rotate(
            _ keys: SigningKeyService, now: () -> Timestamp, wait: (_ seconds: Int64) async throws -> Void
        ) async throws {
            if try await keys.publishSuccessors(at: now()) {
                // A running server notices within a second, and shows them before they sign.
                try await wait(Self.notice)
            }
            try await keys.rotate(at: now())
        }
    }

    /// `cardea key retire ALGORITHM`
    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retire",
            abstract:
                "Sign by an algorithm no more. Tokens that it signed stay good until they expire; then its keys are gone."
        )

        @Argument(help: "One of: \(SignatureAlgorithm.names). Capitals do not matter.")
        var algorithm: String

        @OptionGroup var common: CommonOptions

        func run() async throws {
            // The names of RFC 7518 have letters of both cases, and no two differ in that alone.
            let wanted = self.algorithm.octets.lowercased.octets
            let known = SignatureAlgorithm.allCases.first { $0.rawValue.octets.lowercased.octets == wanted }
            guard let algorithm = known else {
                throw ValidationError("ALGORITHM must be one of: \(SignatureAlgorithm.names).")
            }
            let configuration = try common.configuration()
            try await Database(configuration).open { store in
                let uses = AlgorithmUses(of: algorithm, in: configuration, by: try await store.findClients())
                if let refusal = uses.refusal { throw refusal }
                let keys = try await store.findSigningKeys()
                if keys.contains(where: { $0.algorithm == algorithm && $0.state != .retired }) {
                    try await KeyCommand.service(in: configuration, on: store).retire(algorithm, at: LiveClock().now())
                } else {
                    StandardError.write("Note: no key signs by \(algorithm.rawValue), so nothing was changed.")
                }
                if let warning = uses.warning { StandardError.warn(warning) }
                common.output.write(try await store.findSigningKeys())
            }
        }
    }
}

extension SigningKeyService {
    /// Manages the keys that the configuration asks for.
    convenience init(
        _ configuration: Configuration, store: any SigningKeyStore, masterKey: MasterKey, ring: KeyRing
    ) {
        self.init(
            store: store, masterKey: masterKey, ring: ring,
            standing: configuration.tokens.standingAlgorithms(for: configuration.resources),
            longestTokenLifetime: Configuration.longestTokenLifetime)
    }
}

extension Output {
    /// Signing keys as commands show them: never their private halves.
    func write(_ keys: [SigningKeyRecord]) {
        write(
            keys.map { key in
                [
                    "kid": .string(key.id), "alg": .string(key.algorithm.rawValue),
                    "state": .string(key.state.rawValue), "created_at": .string(key.createdAt.rfc3339),
                    "retires_at": key.retiresAt.map { .string($0.rfc3339) } ?? .null,
                ]
            }, ["kid", "algorithm", "state", "created at", "retires at"],
            keys.map { key in
                [
                    key.id, key.algorithm.rawValue, key.state.rawValue, key.createdAt.rfc3339,
                    key.retiresAt?.rfc3339 ?? "-",
                ]
            }, whenEmpty: "There are no keys yet: the server makes them when it first starts.")
    }
}
