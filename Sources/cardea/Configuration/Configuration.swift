import Identity
import Logging
import OAuthProtocol
import OAuthServer
import Outbound
import WebServer

/// Everything that an operator can set, with the defaults of a server that nobody configured. `Configuration+Keys` says
/// under which names; times are seconds, sizes octets.
struct Configuration: Sendable {
    var listen = ListenAddress(host: "127.0.0.1", port: 8080)
    /// `nil` means `http://localhost:PORT`, or https where there is a certificate.
    var issuer: String?
    /// The directory of the database and the master key.
    var data = "./cardea-data"
    /// Path of the SQLite database, or the address of a PostgreSQL database; `nil` means `cardea.sqlite` in `data`.
    var database: String?
    var tls = TLSSettings()
    /// Addresses and networks whose forwarding headers are believed.
    var trustedProxies: [IPNetwork] = []
    var http = HTTPSettings()
    var tokens = TokenConfiguration()
    var sessions = SessionConfiguration()
    var passwords = PasswordSettings()
    /// Whether people may make accounts for themselves.
    var accountRegistration = false
    /// Whether people show more than a password.
    var secondFactor = SecondFactorPolicy.optional
    /// The domain that passkeys are good for; `nil` for the issuer's host.
    var relyingParty: String?
    /// Names of the claims that people may change of themselves.
    var profileClaims = ["name"]
    /// Whether people may remove their accounts.
    var accountRemoval = false
    var mail = MailSettings()
    var placedResources: [Placed<ResourceConfiguration>] = []
    var resourceHosts: Set<String> = []
    var placedIssuers: [Placed<TrustedIssuer>] = []
    var placedExchange: [Placed<ExchangePolicy>] = []
    /// Whether there are dynamic clients.
    var registration = RegistrationConfiguration()
    /// `host:port` of what outbound requests may reach although it is private or plain http.
    var outboundAllow: Set<String> = []
    /// A file of authorities, PEM, that outbound requests trust beside the system's; `nil` for none.
    var outboundAuthorities: String?
    /// Whether the documentation is served at `/docs`.
    var servesDocumentation = true
    var compatibility = CompatibilityConfiguration()
    var clients: [Placed<ConfiguredClient>] = []
    /// Names, colours, languages and templates of the pages.
    var branding = BrandingSettings()
    var log = LogSettings()

    /// Where each key that is set was set, by its path.
    var places: [String: Place] = [:]

    /// What was found beside the settings that is worth a word and no error.
    var warnings: [String] = []

    /// Seconds that no token may outlive, whatever the settings say: the most that `tokens.access_lifetime`,
    /// `resources[].access_lifetime` and a client's `access_token_lifetime` allow.
    static let longestTokenLifetime: Int64 = 86_400

    /// What is said of protected resources, of trusted issuers and of token exchange, for the server, which needs no places.
    var resources: [ResourceConfiguration] { placedResources.map(\.value) }
    var trustedIssuers: [TrustedIssuer] { placedIssuers.map(\.value) }
    var exchange: [ExchangePolicy] { placedExchange.map(\.value) }

    /// Path of the SQLite database, or the address of a PostgreSQL database.
    var databasePlace: String {
        database ?? data + "/cardea.sqlite"
    }

    /// Whom outbound requests trust.
    ///
    /// - Throws: `TrustedAuthorities.Fault` if the file is no good, which loading the configuration finds first.
    func trustedAuthorities() throws(TrustedAuthorities.Fault) -> TrustedAuthorities {
        guard let outboundAuthorities else { return TrustedAuthorities() }
        return try TrustedAuthorities(path: outboundAuthorities)
    }

    /// The rules of the token service.
    func serverConfiguration(issuer: Issuer) -> ServerConfiguration {
        var server = ServerConfiguration(issuer: issuer)
        server.tokens = tokens
        server.sessionIdle = sessions.idle
        server.resources = resources
        server.resourceHosts = resourceHosts
        server.trustedIssuers = trustedIssuers
        server.exchange = exchange
        server.registration = registration
        server.registration.plainDocuments = outboundAllow
        server.compatibility = compatibility
        server.accountRegistration = accountRegistration
        server.secondFactor = secondFactor
        server.relyingParty = relyingParty
        server.profileClaims = profileClaims
        server.accountRemoval = accountRemoval
        server.passwordLength = passwords.length
        server.sendsMail = mail.smtp != nil
        return server
    }
}

/// `tls.*`: paths of PEM files, both or none.
struct TLSSettings: Sendable {
    var certificate: String?
    var key: String?

    /// `nil` if the server speaks plain HTTP.
    var files: TLSFiles? {
        guard let certificate, let key else { return nil }
        return TLSFiles(certificatePath: certificate, keyPath: key)
    }
}

/// `http.*`: the connections of clients.
struct HTTPSettings: Sendable, Hashable {
    /// Seconds that a connection may stand between two requests.
    var idle: Int64 = 75
    /// How many one network may have, unless it is a trusted proxy's.
    var connectionsPerNetwork = 512
}

/// `passwords.*`: the cost of Argon2id.
struct PasswordSettings: Sendable, Hashable {
    /// Octets.
    var memory = PasswordHasher.defaultMemory
    var passes = 2
    /// How many may wait before the answer is 429.
    var waiting = 64
    /// Characters that a password has at least that a person chooses; `nil` for 15 where no second factor is ever asked for, and 8
    /// otherwise.
    var length: Int?

    /// - `threads`: how many may be computed at once; a command needs one.
    /// - Throws: `PasswordCostError` naming the setting that is out of bounds.
    func hasher(threads: Int) throws(PasswordCostError) -> PasswordHasher {
        try PasswordHasher(memory: memory, passes: passes, threads: threads, waiting: waiting)
    }
}

/// `log.*`
struct LogSettings: Sendable, Hashable {
    enum Format: String, Sendable, CaseIterable {
        /// An object on each line, for programs.
        case json
        /// A line for people.
        case text
    }

    var level = Logger.Level.info
    /// `nil` means text on a terminal and JSON elsewhere.
    var format: Format?
    /// Each so manyth request has a line, 0 for none; those that failed on our side have one in any case.
    var access = 1
}
