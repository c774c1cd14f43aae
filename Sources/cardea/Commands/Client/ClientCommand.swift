import ArgumentParser
import Foundation
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
            ClientAdd.self, ClientList.self, ClientShow.self, ClientUpdate.self, ClientRotateSecret.self,
            ClientRemove.self, ClientRegistrationToken.self,
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
        try await Database.with(configuration, ifAbsent: absence) { store in
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
                        let master = try await MasterKey.kept(
                            in: configuration, for: store, environment: ProcessInfo.processInfo.environment,
                            entropy: .live)
                        let keys = TokenKeys(ring: KeyRing(), master: master)
                        return SealedRegistrations(keys: keys, entropy: .live).open(client) != nil
                    }))
        }
    }

    /// Tells on standard error, so that the answer stays what programs read.
    static func warn(_ warnings: [String]) {
        for warning in warnings { StandardError.write("Warning: \(warning)") }
    }

    /// Prints a client, with the secret that was made for it if one was.
    static func write(_ registered: ClientAdministration.Registered, to output: Output) {
        let report = ClientReport(client: registered.client, secret: registered.made)
        output.write(report.json, text: report.text)
    }
}
