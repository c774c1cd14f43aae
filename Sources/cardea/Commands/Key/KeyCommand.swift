import ArgumentParser
import Foundation
import JOSE
import OAuthProtocol
import OAuthServer
import Storage

/// `cardea key …`
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The keys that sign tokens.",
        subcommands: [KeyList.self, KeyRotate.self, KeyRetire.self])

    /// What changes the keys in this database.
    ///
    /// - Throws: `CommandError` if the master key that belongs to it is not at hand.
    static func service(
        in configuration: Configuration, on store: any SigningKeyStore
    ) async throws -> SigningKeyService {
        let masterKey = try await MasterKey.kept(
            in: configuration, for: store, environment: ProcessInfo.processInfo.environment, entropy: .live)
        return SigningKeyService(
            store: store, masterKey: masterKey, ring: KeyRing(),
            standing: configuration.tokens.standingAlgorithms(for: configuration.resources),
            longestTokenLifetime: Configuration.longestTokenLifetime)
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
}
