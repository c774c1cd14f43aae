import OAuthProtocol
import OAuthServer

extension ValueReader<[Placed<ResourceConfiguration>]> {
    /// `resources[]`
    static let resources = items(
        ResourceIndicator("urn:blank").map(ResourceConfiguration.init(uri:)), requiring: ["uri"],
        [
            ConfigurationKey("uri", \.uri, .resource),
            ConfigurationKey("name", optional: \.name, .text),
            ConfigurationKey("scopes", optional: \.scopes, .scope),
            ConfigurationKey(
                "access_lifetime", optional: \.accessLifetime, .seconds(1...Configuration.longestTokenLifetime)),
            ConfigurationKey("access_format", optional: \.accessFormat, .choice),
            ConfigurationKey("access_algorithm", optional: \.accessAlgorithm, .choice),
            ConfigurationKey("describe", \.describe, .flag),
        ])
}

extension ValueReader<[Placed<ExchangePolicy>]> {
    /// `exchange[]`
    static let exchangePolicies = items(
        ExchangePolicy(client: ClientID(""), resources: []), requiring: ["client", "resource"],
        [
            ConfigurationKey("client", \.client, ValueReader<String>.text.map { ClientID($0) }),
            ConfigurationKey("subject_audience", \.subjectAudience, .oneOrMore(of: .resource)),
            ConfigurationKey("resource", \.resources, .oneOrMore(of: .resource)),
            ConfigurationKey("scopes", optional: \.scopes, .scope),
            ConfigurationKey("delegation", \.delegation, .flag),
        ])
}

extension ValueReader<[Placed<TrustedIssuer>]> {
    /// `trusted_issuers[]`
    static let trustedIssuers = items(
        TrustedIssuer(issuer: "", keys: .keys([])), requiring: ["issuer"],
        [
            ConfigurationKey("issuer", \.issuer, .text),
            ConfigurationKey("jwks", \.keys, .jwks),
            ConfigurationKey("jwks_uri", \.keys, .jwksURI),
            ConfigurationKey("algorithms", \.algorithms, .set(of: .assertionAlgorithm)),
            ConfigurationKey("subject", optional: \.subjectClaim, .text),
            ConfigurationKey("clients", optional: \.clients, .set(of: .text)),
            ConfigurationKey("scopes", optional: \.scopes, .scope),
            ConfigurationKey("create_accounts", \.createsAccounts, .flag),
        ]
    ) { issuer, failed, errors in
        let sources = ["jwks", "jwks_uri"]
        if sources.count(where: { issuer.places[$0] != nil && !failed.contains($0) }) == 1 { return true }
        if failed.isDisjoint(with: sources) {
            errors.note(issuer.place, "trusted_issuers[] needs either jwks, a file, or jwks_uri, a URL")
        }
        return false
    }
}

extension ValueReader<TrustedIssuer.KeySource> {
    /// The path of a file that holds a JWK Set (RFC 7517 §5), read at once so that a mistake shows at the start.
    fileprivate static let jwks = atPath("the path of a file with a JWK Set") { path, raw, errors in
        guard let octets = raw.contents(ofFile: path, &errors) else { return nil }
        let set = try? JSONParser.parse(document: octets)
        if set?.object?["keys"]?.array != nil { return .keys(octets) }
        errors.note(raw.place, "\(raw.name): the file \(path) holds no JWK Set, {\"keys\": [...]}")
        return nil
    }

    /// https, or plain http for what `outbound.allow` exempts.
    fileprivate static let jwksURI = parsing("an https URL") { text in
        guard let parts = URIParts(text), parts.host != nil, ["https", "http"].contains(parts.scheme),
            parts.fragment == nil
        else { return nil }
        return .url(text)
    }
}

extension ValueReader<String> {
    /// JWS algorithms that an assertion may be signed with: asymmetric ones alone (RFC 7518 §3.1).
    fileprivate static let assertionAlgorithm = parsing("one of: \(SignatureAlgorithm.names)") {
        SignatureAlgorithm(rawValue: $0)?.rawValue
    }
}
