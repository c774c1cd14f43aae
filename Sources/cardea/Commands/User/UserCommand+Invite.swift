import ArgumentParser
import Identity
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import WebServer

extension UserCommand {
    /// `cardea user invite --email …`
    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "invite",
            abstract: "Mail somebody a link to make an account.",
            discussion: """
                It is good once, for a week. Whoever has it makes one account, which has the address, verified; an earlier link to the \
                same address is good no longer. The running server hands the mail over.
                """)

        @Option(help: "The e-mail address.")
        var email: String

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let configuration = try common.configuration()
            guard configuration.mail.smtp != nil else {
                throw CommandError("no mail is sent: set mail.smtp (--config, CARDEA_MAIL_SMTP) as the server has it")
            }
            try await UserCommand.open(configuration) { _, store, _, now in
                let outbox = Outbox(master: try await MasterKey.kept(in: configuration, for: store), entropy: .live)
                let expiry = try await Invitations.invite(email, in: store, by: outbox, entropy: .live, at: now)
                common.output.write(
                    .object(["email": .string(email), "expires_at": .string(expiry.rfc3339)]),
                    text: "An invitation to \(email) waits to be sent. It is good until \(expiry.rfc3339).")
            }
        }
    }
}
