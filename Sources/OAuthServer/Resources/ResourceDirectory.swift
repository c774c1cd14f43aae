import OAuthProtocol
import Storage

/// The protected resources that tokens can be made for (RFC 8707): those of the configuration, those of a client's own
/// registration, any https resource on the configured hosts, and the server itself.
package struct ResourceDirectory: Sendable {
    private let issuer: ResourceIndicator?
    private let configured: [ResourceIndicator: ResourceConfiguration]
    private let hosts: Set<String>

    /// Scopes that concern the user's identity and not a resource; a resource's own list does not take them away.
    private static let identityScopes = Scope(["openid", "profile", "email", "address", "phone", "offline_access"])

    package init(_ configuration: ServerConfiguration) {
        issuer = ResourceIndicator(configuration.issuer.value)
        configured = Dictionary(configuration.resources.map { ($0.uri, $0) }, uniquingKeysWith: { first, _ in first })
        hosts = configuration.resourceHosts
    }

    /// The resources that a request asks for, each once; if it names none, those that the client has by default.
    ///
    /// - Throws: `invalid_target` for what is no resource indicator, or not known to the server for this client.
    package func requested(
        by parameters: Parameters, to client: ClientRecord
    ) throws(OAuthError) -> [ResourceIndicator] {
        let named = try known(parameters.all("resource"), to: client)
        return named.isEmpty ? client.metadata.defaultResources : named
    }

    private func known(_ requested: [String], to client: ClientRecord) throws(OAuthError) -> [ResourceIndicator] {
        var resources: [ResourceIndicator] = []
        for text in requested {
            guard let asked = ResourceIndicator(text) else {
                throw OAuthError(.invalidTarget, "resource must be an absolute URI without a fragment")
            }
            guard let resource = known(asked, to: client) else {
                throw OAuthError(.invalidTarget, "resource is not known to this server for this client")
            }
            if !resources.contains(resource) { resources.append(resource) }
        }
        return resources
    }

    /// The resources asked for, out of those that were authorized; if none is named, all of those that the server still
    /// knows (RFC 8707 §2.2).
    ///
    /// - Throws: `invalid_target` for what was not authorized, or if nothing of it is left.
    package func narrowed(
        _ requested: [String], from authorized: [ResourceIndicator], for client: ClientRecord
    ) throws(OAuthError) -> [ResourceIndicator] {
        let resources = try known(requested, to: client)
        let allowed = authorized.isEmpty ? issuer.map { [$0] } ?? [] : authorized
        guard resources.allSatisfy(allowed.contains) else {
            throw OAuthError(.invalidTarget, "resource is not within what was authorized")
        }
        guard resources.isEmpty, !authorized.isEmpty else { return resources }
        let left = authorized.compactMap { known($0, to: client) }
        guard !left.isEmpty else {
            throw OAuthError(.invalidTarget, "no resource that was authorized is known to this server any more")
        }
        return left
    }

    /// The resources as they are registered, each once; `nil` if one of them is not known to the server for this client.
    package func known(_ named: [ResourceIndicator], to client: ClientRecord) -> [ResourceIndicator]? {
        var resources: [ResourceIndicator] = []
        for name in named {
            guard let resource = known(name, to: client) else { return nil }
            if !resources.contains(resource) { resources.append(resource) }
        }
        return resources
    }

    /// The scopes that mean something at any of `resources`; `nil` if one of them has no list, or none is named.
    package func scopes(of resources: [ResourceIndicator]) -> Scope? {
        guard !resources.isEmpty else { return nil }
        var scopes = Self.identityScopes
        for resource in resources {
            guard let listed = configured[resource]?.scopes else { return nil }
            scopes = scopes.union(listed)
        }
        return scopes
    }

    /// The shortest lifetime that a resource among `resources` sets for its tokens, seconds; `nil` if none does.
    package func accessLifetime(of resources: [ResourceIndicator]) -> Int64? {
        resources.compactMap { configured[$0]?.accessLifetime }.min()
    }

    /// The form of token that the resources need; `nil` if none says. Opaque wins: a reader of JWTs can introspect.
    package func accessFormat(of resources: [ResourceIndicator]) -> AccessTokenFormat? {
        let formats = resources.compactMap { configured[$0]?.accessFormat }
        return formats.contains(.opaque) ? .opaque : formats.first
    }

    /// The resources whose metadata is served here (RFC 9728).
    package var described: [ResourceConfiguration] {
        configured.values.filter(\.describe)
    }

    /// The resource as it is registered, which is how its tokens name it; `nil` if it is not known.
    private func known(_ resource: ResourceIndicator, to client: ClientRecord) -> ResourceIndicator? {
        if resource == issuer { return issuer }
        if let configured = configured[resource] { return configured.uri }
        let metadata = client.metadata
        if let registered = metadata.resources.first(where: { $0 == resource }) { return registered }
        if let registered = metadata.defaultResources.first(where: { $0 == resource }) { return registered }
        guard let parts = URIParts(resource.value), parts.scheme == "https", let host = parts.host else { return nil }
        return hosts.contains(host) ? resource : nil
    }
}
