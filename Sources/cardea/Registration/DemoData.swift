import Identity
import Logging
import OAuthProtocol
import OAuthServer
import Storage

/// What `cardea serve --dev` brings along: a client and a user whose secrets everybody knows.
struct DemoData: Sendable {
    static let clientID = ClientID("demo")
    static let clientSecret = Secret("demo-secret")
    static let username = "demo"
    static let password = Secret("demo-password")

    let registry: ClientAdministration
    let accounts: Accounts
    let users: any UserStore
    let logger: Logger

    /// Adds the demo client and user where they are missing, and brings the client's redirect URIs up to the issuer. A
    /// client or account of the same name that somebody made is left alone.
    func add(issuer: String) async throws {
        let metadata = try Self.metadata(issuer: issuer)
        let known = try await registry.store.findClient(Self.clientID)
        if let known {
            if known.origin == .development, known.metadata != metadata {
                _ = try await registry.update(known, metadata: metadata, chosen: nil)
            }
        } else {
            _ = try await registry.add(
                id: Self.clientID, metadata: metadata, chosen: Self.clientSecret, origin: .development)
        }
        guard let user = try await users.findUser(login: Self.username) else {
            _ = try await accounts.add(
                username: Self.username, email: "demo@example.com", name: "Demo Trader", emailVerified: true,
                password: Self.password, at: registry.now)
            return
        }
        // A server without --dev closed the account; who comes back wants it open. While the client is there, nobody but
        // the operator can have closed it.
        if known == nil, user.disabled { try await accounts.setDisabled(false, of: user.id, at: registry.now) }
    }

    /// Takes back what an earlier `--dev` added, before the database serves anybody else: removes the client, and
    /// disables the account if its password is still the one that everybody knows.
    func takeBack() async throws {
        guard let client = try await registry.store.findClient(Self.clientID), client.origin == .development else {
            return
        }
        if let user = try await users.findUser(login: Self.username), !user.disabled, let hash = user.passwordHash,
            try await registry.hasher.verify(Self.password, against: hash)
        {
            try await accounts.setDisabled(true, of: user.id, at: registry.now)
        }
        if try await registry.store.commitRemovalOfClient(client.id) {
            logger.warning("the demo client and user of an earlier serve --dev are closed")
        }
    }

    /// What is printed below the line that says where the server listens.
    ///
    /// - `issuer`: where a browser finds the playground, whose redirect URI names it.
    /// - `hasDocumentation`: whether the server has it.
    static func firstRequest(issuer: Issuer, hasDocumentation: Bool) -> String {
        let documentation = hasDocumentation ? "\nAll there is to read:\n\n  \(issuer)/docs\n" : ""
        return """

            A first token, to copy and paste:

              curl -sS \(issuer)/v1/auth/oauthtoken \\
                -d grant_type=client_credentials \\
                -d client_id=\(clientID) -d client_secret=\(clientSecret.exposed)

            The whole flow in a browser, as \(username) with the password \(password.exposed):

              \(issuer)/
            \(documentation)
            """
    }

    private static func metadata(issuer: String) throws -> ClientMetadata {
        try ClientMetadata().replacing([
            "client_name": .string("Demo"),
            "redirect_uris": .strings([
                "http://localhost:3030/oauth/tradovate/callback", "\(issuer)/playground/callback",
            ]),
            "grant_types": .strings(["authorization_code", "refresh_token", "client_credentials"]),
            "scope": .string("openid profile email offline_access"),
            // What the server gives by itself: who wants tokens that outlive the session asks for them.
            "default_scope": .string("openid profile email"),
        ])
    }
}
