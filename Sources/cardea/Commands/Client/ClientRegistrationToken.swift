import ArgumentParser
import Foundation
import JOSE
import OAuthProtocol
import OAuthServer
import Storage

/// `cardea client registration-token`
struct ClientRegistrationToken: AsyncParsableCommand {
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

    func run() async throws {
        guard let seconds = ValueReader<Int64>.duration(lifetime), seconds > 0 else {
            throw ValidationError("--lifetime must be a number of seconds or a duration such as 15m, 24h or 30d.")
        }
        let configuration = try common.configuration()
        let rules = try common.registrationRules()
        if revoke {
            try await ClientCommand.run(common) { registry in
                try await registry.dismissTokens(named: name, rules: rules)
                common.output.write(
                    .object(["name": .string(name), "revoked": .bool(true)]),
                    text: "No initial access token of the name \(name) is accepted any more.")
            }
            return
        }
        let now = LiveClock().now()
        try await Database.with(configuration, ifAbsent: .isMended) { store in
            let master = try await MasterKey.kept(
                in: configuration, for: store, environment: ProcessInfo.processInfo.environment, entropy: .live)
            let tokens = InitialAccessTokens(keys: TokenKeys(ring: KeyRing(), master: master), clients: store)
            let token = tokens.make(named: name, at: now, until: now + seconds)
            common.output.write(
                .object([
                    "initial_access_token": .string(token.exposed), "name": .string(name),
                    "expires_at": .string((now + seconds).rfc3339),
                ]),
                text: TextTable.fields([
                    ("initial_access_token", token.exposed), ("name", name), ("expires_at", (now + seconds).rfc3339),
                ]))
        }
    }
}
