import ArgumentParser
import Identity

/// `cardea user update USER`
struct UserUpdate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Change what is known of a person; the rest stays. Sessions and tokens go on.")

    @Argument(help: "The user name or id.")
    var user: String

    @Option(help: "Another name to sign in with.")
    var username: String?

    @Option(help: "Another e-mail address, unverified until you say otherwise; an empty one takes it away.")
    var email: String?

    @Option(help: "Another full name; an empty one takes it away.")
    var name: String?

    @Flag(inversion: .prefixedNo, help: "Whether the e-mail address is known to be the person's own.")
    var emailVerified: Bool?

    @OptionGroup var claims: ClaimOptions

    @Option(
        name: .customLong("remove-claim"), help: ArgumentHelp("Forget a claim (repeatable).", valueName: "name"))
    var removedClaims: [String] = []

    @OptionGroup var common: CommonOptions

    func validate() throws {
        let given = Set(try claims.given().map(\.name))
        if let both = removedClaims.first(where: given.contains) {
            throw ValidationError("--claim and --remove-claim both name \(both).")
        }
        let isNothing =
            username == nil && email == nil && name == nil && emailVerified == nil && given.isEmpty
            && removedClaims.isEmpty
        if isNothing { throw ValidationError("Say what to change: see --help.") }
    }

    func run() async throws {
        let change = ProfileChange(
            username: username, email: email, emailVerified: emailVerified, name: name, claims: try claims.given(),
            removedClaims: removedClaims)
        try await UserCommand.change(user, common) { accounts, id, now in
            try await accounts.update(id, change, at: now)
        }
    }
}
