import OAuthProtocol
import OAuthServer

/// One of `exchange[]` while it is read.
private struct ExchangeSettings: Sendable {
    var client: String?
    var subjectAudience: [ResourceIndicator]?
    var resources: [ResourceIndicator]?
    var scopes: Scope?
    var delegation = false

    static let keys = ConfigurationTable<ExchangeSettings>([
        ConfigurationKey("client", optional: \.client, .text),
        ConfigurationKey("subject_audience", optional: \.subjectAudience, .oneOrMore(of: .resource)),
        ConfigurationKey("resource", optional: \.resources, .oneOrMore(of: .resource)),
        ConfigurationKey("scopes", optional: \.scopes, .scope),
        ConfigurationKey("delegation", \.delegation, .flag),
    ])
}

extension ValueReader<[ExchangePolicy]> {
    static let exchangePolicies = items { (raw, name) throws(ConfigurationError) in
        var settings = ExchangeSettings()
        try ExchangeSettings.keys.apply(raw, to: &settings, item: name + ".")
        guard let client = settings.client else { throw ConfigurationError(raw.place, "\(name).client is missing") }
        guard let resources = settings.resources, !resources.isEmpty else {
            throw ConfigurationError(raw.place, "\(name).resource is missing")
        }
        var policy = ExchangePolicy(client: ClientID(client), resources: resources)
        policy.subjectAudience = settings.subjectAudience ?? []
        policy.scopes = settings.scopes
        policy.delegation = settings.delegation
        return policy
    }
}
