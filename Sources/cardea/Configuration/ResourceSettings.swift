import OAuthProtocol
import OAuthServer

/// One of `resources[]` while it is read.
private struct ResourceSettings: Sendable {
    var uri: ResourceIndicator?
    var name: String?
    var scopes: Scope?
    var accessLifetime: Int64?
    var accessFormat: AccessTokenFormat?
    var accessAlgorithm: SignatureAlgorithm?
    var describe = false

    static let keys = ConfigurationTable<ResourceSettings>([
        ConfigurationKey("uri", optional: \.uri, .resource),
        ConfigurationKey("name", optional: \.name, .text),
        ConfigurationKey("scopes", optional: \.scopes, .scope),
        ConfigurationKey(
            "access_lifetime", optional: \.accessLifetime, .seconds(1...Configuration.longestTokenLifetime)),
        ConfigurationKey("access_format", optional: \.accessFormat, .choice),
        ConfigurationKey("access_algorithm", optional: \.accessAlgorithm, .choice),
        ConfigurationKey("describe", \.describe, .flag),
    ])
}

extension ValueReader<[Placed<ResourceConfiguration>]> {
    static let resources = items { raw, name, errors in
        var settings = ResourceSettings()
        let failed = ResourceSettings.keys.apply(raw, to: &settings, item: name + ".", &errors)
        guard let uri = settings.uri else {
            if !failed.contains("uri") { errors.note(raw.place, "\(name).uri is missing") }
            return nil
        }
        var resource = ResourceConfiguration(uri: uri)
        resource.name = settings.name
        resource.scopes = settings.scopes
        resource.accessLifetime = settings.accessLifetime
        resource.accessFormat = settings.accessFormat
        resource.accessAlgorithm = settings.accessAlgorithm
        resource.describe = settings.describe
        return Placed(resource, at: raw)
    }
}
