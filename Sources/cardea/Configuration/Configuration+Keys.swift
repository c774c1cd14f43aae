import Identity
import OAuthProtocol
import OAuthServer
import WebPages

/// A hundred years: longer than anything here may last, short enough that no sum overflows.
private let ages: Int64 = 3_155_760_000

extension Configuration {
    /// Every key there is: the only place that knows a name. The file, the environment (`CARDEA_` and the path in
    /// capitals), the flags of `serve` and the error texts are read off it. To add a key: one property, one line.
    static let keys = ConfigurationTable<Configuration>([
        ConfigurationKey("listen", \.listen, .listenAddress),
        ConfigurationKey("issuer", optional: \.issuer, .text),
        ConfigurationKey("data", \.data, .path),
        ConfigurationKey("database", optional: \.database, .database),
        ConfigurationKey("tls.certificate", optional: \.tls.certificate, .path),
        ConfigurationKey("tls.key", optional: \.tls.key, .path),
        .later("tls.client_ca"),
        ConfigurationKey("trusted_proxies", \.trustedProxies, .list(of: .network)),
        ConfigurationKey("http.idle", \.http.idle, .seconds(1...3600)),
        ConfigurationKey("http.connections_per_network", \.http.connectionsPerNetwork, .count(1...100_000)),

        ConfigurationKey(
            "tokens.access_lifetime", \.tokens.accessLifetime, .seconds(1...Configuration.longestTokenLifetime)),
        ConfigurationKey("tokens.refresh_lifetime", \.tokens.refreshLifetime, .seconds(1...ages)),
        ConfigurationKey("tokens.refresh_absolute", \.tokens.refreshAbsolute, .seconds(1...ages)),
        ConfigurationKey("tokens.code_lifetime", \.tokens.codeLifetime, .seconds(1...600)),
        ConfigurationKey("tokens.refresh_grace", \.tokens.refreshGrace, .seconds(0...60)),
        ConfigurationKey("tokens.access_format", \.tokens.accessFormat, .choice),
        ConfigurationKey("tokens.access_algorithm", \.tokens.accessAlgorithm, .choice),
        ConfigurationKey("tokens.signing_algorithms", \.tokens.signingAlgorithms, .signatureAlgorithms),
        ConfigurationKey("tokens.id_token_claims", \.tokens.idTokenClaims, .choice),

        ConfigurationKey("sessions.lifetime", \.sessions.lifetime, .seconds(1...ages)),
        ConfigurationKey("sessions.idle", \.sessions.idle, .seconds(1...ages)),
        ConfigurationKey("sessions.limit", \.sessions.limit, .none(or: .count(1...10_000))),

        // From libsodium's least to what a machine may have.
        ConfigurationKey("passwords.memory", \.passwords.memory, .octets(8192...4 << 30)),
        ConfigurationKey("passwords.passes", \.passwords.passes, .count(1...100)),
        ConfigurationKey("passwords.waiting", \.passwords.waiting, .count(1...100_000)),
        ConfigurationKey("passwords.length", optional: \.passwords.length, .count(8...64)),

        ConfigurationKey("accounts.registration", \.accountRegistration, .onOrOff),
        ConfigurationKey("accounts.second_factor", \.secondFactor, .choice),
        ConfigurationKey("accounts.relying_party", optional: \.relyingParty, .host),
        ConfigurationKey("accounts.profile", \.profileClaims, .list(of: .profileClaim)),
        ConfigurationKey("accounts.removal", \.accountRemoval, .onOrOff),

        ConfigurationKey("mail.smtp", optional: \.mail.smtp, .mailServer),
        ConfigurationKey("mail.user", optional: \.mail.user, .text),
        ConfigurationKey("mail.password_file", optional: \.mail.passwordFile, .path),
        ConfigurationKey("mail.from", optional: \.mail.sender, .mailAddress),

        ConfigurationKey("registration.policy", \.registration.policy, .choice),
        ConfigurationKey("registration.scopes", optional: \.registration.scopes, .scope),
        ConfigurationKey("registration.redirect_hosts", optional: \.registration.redirectHosts, .set(of: .host)),
        ConfigurationKey("registration.metadata_documents", \.registration.acceptsDocuments, .onOrOff),
        ConfigurationKey("registration.metadata_hosts", optional: \.registration.documentHosts, .set(of: .host)),

        ConfigurationKey("resources", \.placedResources, .resources),
        ConfigurationKey("resource_hosts", \.resourceHosts, .set(of: .host)),
        ConfigurationKey("trusted_issuers", \.placedIssuers, .trustedIssuers),
        ConfigurationKey("exchange", \.placedExchange, .exchangePolicies),
        ConfigurationKey("outbound.allow", \.outboundAllow, .set(of: .hostAndPort)),
        ConfigurationKey("outbound.ca_certificates", optional: \.outboundAuthorities, .path),

        ConfigurationKey("docs", \.servesDocumentation, .onOrOff),

        ConfigurationKey("compatibility.error_status", \.compatibility.errorStatus, .choice),
        ConfigurationKey("compatibility.renew", \.compatibility.renew, .flag),

        ConfigurationKey("clients", \.clients, .clients),

        ConfigurationKey("branding.name", optional: \.branding.brand.name, .text),
        ConfigurationKey("branding.logo", optional: \.branding.brand.logo, .logo),
        ConfigurationKey("branding.accent", optional: \.branding.brand.accent, .accent),
        ConfigurationKey("branding.languages", optional: \.branding.languages, .languages),
        ConfigurationKey("branding.templates", optional: \.branding.templates, .templates),
        ConfigurationKey("branding.clients", \.branding.clients, .clientBrands),

        ConfigurationKey("log.level", \.log.level, .choice),
        ConfigurationKey("log.format", optional: \.log.format, .choice),
        ConfigurationKey("log.access", \.log.access, .count(0...1_000_000)),
    ])
}
