import OAuthProtocol
import OAuthServer

/// One of `trusted_issuers[]` while it is read.
private struct TrustedIssuerSettings: Sendable {
    var issuer: String?
    /// What the file that `jwks` names holds.
    var jwks: [UInt8]?
    var jwksURI: String?
    var algorithms: Set<String>?
    var subject: String?
    var clients: Set<String>?
    var scopes: Scope?
    var createAccounts = false

    static let keys = ConfigurationTable<TrustedIssuerSettings>([
        ConfigurationKey("issuer", optional: \.issuer, .text),
        ConfigurationKey("jwks", optional: \.jwks, .jwks),
        ConfigurationKey("jwks_uri", optional: \.jwksURI, .jwksURI),
        ConfigurationKey("algorithms", optional: \.algorithms, .set(of: .assertionAlgorithm)),
        ConfigurationKey("subject", optional: \.subject, .text),
        ConfigurationKey("clients", optional: \.clients, .set(of: .text)),
        ConfigurationKey("scopes", optional: \.scopes, .scope),
        ConfigurationKey("create_accounts", \.createAccounts, .flag),
    ])
}

extension ValueReader<[Placed<TrustedIssuer>]> {
    static let trustedIssuers = items { raw, name, errors in
        var settings = TrustedIssuerSettings()
        let failed = TrustedIssuerSettings.keys.apply(raw, to: &settings, item: name + ".", &errors)
        if settings.issuer == nil, !failed.contains("issuer") { errors.note(raw.place, "\(name).issuer is missing") }
        let source: TrustedIssuer.KeySource
        switch (settings.jwks, settings.jwksURI) {
        case (let octets?, nil): source = .keys(octets)
        case (nil, let url?): source = .url(url)
        default:
            if failed.isDisjoint(with: ["jwks", "jwks_uri"]) {
                errors.note(raw.place, "\(name) needs either jwks, a file, or jwks_uri, a URL")
            }
            return nil
        }
        guard let text = settings.issuer else { return nil }
        var issuer = TrustedIssuer(issuer: text, keys: source)
        if let algorithms = settings.algorithms { issuer.algorithms = algorithms }
        issuer.subjectClaim = settings.subject
        issuer.createsAccounts = settings.createAccounts
        issuer.clients = settings.clients
        issuer.scopes = settings.scopes
        return Placed(issuer, at: raw)
    }
}

extension ValueReader<[UInt8]> {
    /// The path of a file that holds a JWK Set (RFC 7517 §5), read at once so that a mistake shows at the start.
    fileprivate static let jwks = ValueReader(expectation: "the path of a file with a JWK Set") {
        (raw, name) throws(ConfigurationError) in
        guard let path = raw.text else { return nil }
        let octets = try raw.contents(ofFile: raw.resolved(path: path), for: name)
        guard let set = try? JSONParser.parse(document: octets), set.object?["keys"]?.array != nil else {
            throw ConfigurationError(raw.place, "\(name): the file \(path) holds no JWK Set, {\"keys\": [...]}")
        }
        return octets
    }
}

extension ValueReader<String> {
    /// https, or plain http for what `outbound.allow` exempts.
    fileprivate static let jwksURI = parsing("an https URL") { text in
        let parts = URIParts(text)
        return parts?.host != nil && ["https", "http"].contains(parts?.scheme) && parts?.fragment == nil ? text : nil
    }

    /// JWS algorithms that an assertion may be signed with: asymmetric ones alone (RFC 7518 §3.1).
    fileprivate static let assertionAlgorithm = parsing("one of: \(SignatureAlgorithm.names)") {
        SignatureAlgorithm(rawValue: $0)?.rawValue
    }
}
