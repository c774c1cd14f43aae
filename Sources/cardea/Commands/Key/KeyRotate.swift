import ArgumentParser
import Foundation
import JOSE
import OAuthProtocol
import OAuthServer

/// `cardea key rotate`
struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Retire the current signing keys now. Tokens that they signed stay good until they expire.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let configuration = try common.configuration()
        try await Database.with(configuration) { store in
            let masterKey = try await MasterKey.kept(
                in: configuration, for: store, environment: ProcessInfo.processInfo.environment, entropy: .live)
            let keys = SigningKeyService(
                store: store, masterKey: masterKey, ring: KeyRing(), standing: configuration.tokens.standingAlgorithms,
                longestTokenLifetime: Configuration.longestTokenLifetime)
            try await keys.rotate(at: LiveClock().now())
            KeyReport.write(try await keys.list(), to: common.output)
        }
    }
}
