import ArgumentParser
import Identity
import OAuthProtocol

/// What is known of a person besides names and address: the flag `--claim` of `user add` and `user update`.
struct ClaimOptions: ParsableArguments {
    @Option(
        name: .customLong("claim"),
        help: ArgumentHelp(
            "Something known of the person, such as given_name=Ada or address='{\"country\": \"DE\"}' (repeatable).",
            valueName: "name=value"))
    var assignments: [String] = []

    /// - Throws: `ValidationError` for what is no assignment, and for a claim that is given twice.
    func given() throws -> [Claim] {
        var names = Set<String>()
        return try assignments.map { assignment in
            guard let claim = Claim(assignment: assignment) else {
                throw ValidationError("--claim needs a name, an equals sign and a value: \(assignment)")
            }
            guard names.insert(claim.name).inserted else {
                throw ValidationError("--claim names \(claim.name) twice.")
            }
            return claim
        }
    }

    func validate() throws {
        _ = try given()
    }
}

extension UserCommand {
    /// `cardea user add`
    struct Add: AsyncParsableCommand {
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
                common.output.write(
                    try await accounts.add(
                        username: username, email: email, name: name, emailVerified: emailVerified, claims: claims,
                        password: password, at: now))
            }
        }
    }

    /// `cardea user set-password USER`
    struct SetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-password",
            abstract: "Give an account another password, read from standard input. Its sessions and tokens end.")

        @Argument(help: "The user name or id.")
        var user: String

        @Flag(help: "Read the password, one line, from standard input. That is what happens anyway.")
        var passwordStdin = false

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let password = try StandardInput.password()
            try await UserCommand.change(user, common) { accounts, id, now in
                try await accounts.setPassword(password, of: id, at: now)
            }
        }
    }

    /// `cardea user update USER`
    struct Update: AsyncParsableCommand {
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
}
