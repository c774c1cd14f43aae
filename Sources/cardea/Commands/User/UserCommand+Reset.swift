import ArgumentParser
import Identity
import OAuthProtocol
import OAuthServer
import Storage
import WebServer

extension UserCommand {
    /// `cardea user reset USER`
    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset",
            abstract: "Print a link with which a person begins anew who has lost everything.",
            discussion: """
                It is good once, for an hour, for whoever has it. With it the person sets another password; passkeys, codes, recovery
                codes, sessions and tokens end then, and not before. An earlier link is good no longer.
                """)

        @OptionGroup var account: Account

        func run() async throws {
            let configuration = try account.common.configuration()
            let place = configuration.issuer ?? "http://localhost:\(configuration.listen.port)"
            guard let issuer = Issuer(place) else {
                throw CommandError("set issuer (--config, CARDEA_ISSUER) as the server has it: \(place) is none")
            }
            if configuration.issuer == nil {
                StandardError.warn(
                    "issuer is not set, so the link begins with \(place): set it (--config, CARDEA_ISSUER) as the server has it"
                )
            }
            try await UserCommand.open(configuration) { accounts, store, _, now in
                let user = try await UserCommand.find(account.user, in: accounts)
                let made = try await OneTimeLinks.make(for: user.id, in: store, entropy: .live, at: now)
                guard let secret = made else {
                    throw CommandError("\(user.username) is disabled: cardea user enable \(user.username)")
                }
                let link = issuer.url(ResetPasswordEndpoint.path) + "?token=\(secret.exposed)"
                let expiry = (now + OneTimeLinks.lifetime).rfc3339
                account.common.output.write(
                    .object(["link": .string(link), "expires_at": .string(expiry)]),
                    text: "\(link)\nGood once, until \(expiry).")
            }
        }
    }
}
