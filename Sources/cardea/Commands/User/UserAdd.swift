import ArgumentParser
import Identity
import OAuthProtocol

/// `cardea user add`
struct UserAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Make an account.")

    @Option(help: "The name that the person signs in with.")
    var username: String

    @Option(help: "The e-mail address, good for signing in too.")
    var email: String?

    @Option(help: "The full name.")
    var name: String?

    @Flag(help: "Say that the e-mail address is known to be the person's own.")
    var emailVerified = false

    @OptionGroup var claims: ClaimOptions

    @Flag(help: "Read the password, one line, from standard input (default: an account without a password).")
    var passwordStdin = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if emailVerified, email == nil { throw ValidationError("--email-verified needs --email.") }
    }

    func run() async throws {
        let claims = try claims.given()
        let password = passwordStdin ? try StandardInput.password() : nil
        try await UserCommand.run(common, ifAbsent: .isMended) { accounts, now in
            let user = try await accounts.add(
                username: username, email: email, name: name, emailVerified: emailVerified, claims: claims,
                password: password, at: now)
            UserCommand.write(user, to: common.output)
        }
    }
}
