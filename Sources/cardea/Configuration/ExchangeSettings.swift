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

extension ValueReader<[Placed<ExchangePolicy>]> {
    static let exchangePolicies = items { raw, name, errors in
        var settings = ExchangeSettings()
        let failed = ExchangeSettings.keys.apply(raw, to: &settings, item: name + ".", &errors)
        let resources = settings.resources ?? []
        if settings.client == nil, !failed.contains("client") { errors.note(raw.place, "\(name).client is missing") }
        if resources.isEmpty, !failed.contains("resource") { errors.note(raw.place, "\(name).resource is missing") }
        guard let client = settings.client, !resources.isEmpty else { return nil }
        var policy = ExchangePolicy(client: ClientID(client), resources: resources)
        policy.subjectAudience = settings.subjectAudience ?? []
        policy.scopes = settings.scopes
        policy.delegation = settings.delegation
        return Placed(policy, at: raw)
    }
}
