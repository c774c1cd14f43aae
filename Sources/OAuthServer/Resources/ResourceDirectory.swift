import OAuthProtocol
import Storage

/// The protected resources that tokens can be made for (RFC 8707): those of the configuration, those of a client's own
/// registration, any https resource on the configured hosts, and the server itself, which goes by the issuer's spelling.
package struct ResourceDirectory: Sendable {
    private let issuer: ResourceIndicator?
    private let configured: [ResourceIndicator: ResourceConfiguration]
    private let places: ResourcePlaces
    private let hosts: Set<String>

    /// The resources whose metadata is served here (RFC 9728), in the configuration's order.
    package let described: [ResourceConfiguration]

    /// Octets of the resources that one request names: a grant keeps them as long as it lives.
    private static let limit = 4096

    /// Scopes that concern the user's identity and not a resource; a resource's own list does not take them away.
    private static let identityScopes = Scope(["openid", "profile", "email", "address", "phone", "offline_access"])

    package init(_ configuration: ServerConfiguration) {
        let issuer = ResourceIndicator(configuration.issuer.value)
        var resources = configuration.resources
        // Our own endpoints look for the issuer in `aud`, letter for letter.
        for index in resources.indices where resources[index].uri == issuer {
            resources[index].uri = issuer ?? resources[index].uri
        }
        self.issuer = issuer
        configured = Dictionary(resources.map { ($0.uri, $0) }, uniquingKeysWith: { first, _ in first })
        places = ResourcePlaces(configured.keys)
        hosts = configuration.resourceHosts
        described = resources.filter(\.describe)
    }

    /// The resources that a request asks for, each once; if it names none, those that the client has by default. A
    /// refusal names the resources that are described to everybody.
    ///
    /// - Throws: `invalid_target` for what is not a resource indicator, or not known to the server for this client.
    package func requested(
        by parameters: Parameters, to client: ClientRecord
    ) throws(OAuthError) -> [ResourceIndicator] {
        try requested(by: parameters, to: client, naming: [])
    }

    /// The same for a client that has proved that it is itself: a refusal names its own resources too.
    ///
    /// - Throws: `invalid_target` for what is not a resource indicator, or not known to the server for this client.
    package func requested(
        by parameters: Parameters, to client: AuthenticatedClient
    ) throws(OAuthError) -> [ResourceIndicator] {
        // Of a public client anybody knows the id, and may ask with it.
        let own = client.metadata.isConfidential ? client.metadata.resources + client.metadata.defaultResources : []
        return try requested(by: parameters, to: client.record, naming: own)
    }

    private func requested(
        by parameters: Parameters, to client: ClientRecord, naming own: [ResourceIndicator]
    ) throws(OAuthError) -> [ResourceIndicator] {
        var resources: [ResourceIndicator] = []
        for asked in try Self.indicators(parameters.all("resource")) {
            guard let resource = known(asked, to: client) else {
                let names = ResourceNames.list(own + described.map(\.uri)).map { "; it may ask for \($0)" } ?? ""
                throw OAuthError(
                    .invalidTarget,
                    "resource \(ResourceNames.quoted(asked)) is not known to this server for this client\(names)")
            }
            resources.append(resource)
        }
        let usual = client.metadata.defaultResources
        return resources.isEmpty ? known(usual, to: client) ?? usual : resources
    }

    /// The resources asked for, out of those that were authorized; if none is named, all of those that the server still
    /// knows (RFC 8707 §2.2).
    ///
    /// - Throws: `invalid_target` for what was not authorized, naming what was; or if nothing of it is left.
    package func narrowed(
        _ requested: [String], from authorized: [ResourceIndicator], for client: ClientRecord
    ) throws(OAuthError) -> [ResourceIndicator] {
        let left = meant(by: authorized).compactMap { known($0, to: client) }
        let asked = try Self.indicators(requested)
        var resources: [ResourceIndicator] = []
        for asked in asked {
            guard let resource = left.first(where: { $0 == asked }) else {
                throw Self.beyond(asked, authorized: authorized, left: left)
            }
            resources.append(resource)
        }
        guard resources.isEmpty, !authorized.isEmpty else { return resources }
        guard !left.isEmpty else {
            throw OAuthError(.invalidTarget, "no resource that was authorized is known to this server any more")
        }
        return left
    }

    /// Says what was asked for, what may be, and where the other is to be asked for.
    private static func beyond(
        _ asked: ResourceIndicator, authorized: [ResourceIndicator], left: [ResourceIndicator]
    ) -> OAuthError {
        let name = ResourceNames.quoted(asked)
        guard let names = ResourceNames.list(left) else {
            return OAuthError(
                .invalidTarget, "resource \(name) was not authorized, nor is anything left of what was")
        }
        let reason =
            authorized.isEmpty
            ? "the authorization request named no resource, so that this server itself is meant: \(names)"
            : "what may be asked for here is \(names)"
        return OAuthError(
            .invalidTarget,
            "resource \(name) was not authorized: \(reason). Anything else needs a new authorization request")
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

    /// The scopes that mean something at any of `resources`; `nil` if one of them has no list.
    package func scopes(of resources: [ResourceIndicator]) -> Scope? {
        var scopes = Self.identityScopes
        for resource in meant(by: resources) {
            guard let listed = configured[resource]?.scopes else { return nil }
            scopes = scopes.union(listed)
        }
        return scopes
    }

    /// How long a token for `resources` lives, seconds: the shortest of what each of them sets or, where it sets nothing,
    /// has by default; never longer than the client's own setting.
    package func accessLifetime(
        of resources: [ResourceIndicator], for client: ClientMetadata, by tokens: TokenConfiguration
    ) -> Int64 {
        let usual = client.accessTokenLifetime ?? tokens.accessLifetime
        let each = meant(by: resources).map { resource in
            configured[resource]?.accessLifetime.map { min($0, client.accessTokenLifetime ?? $0) } ?? usual
        }
        return each.min() ?? usual
    }

    /// The form of a token for `resources`: what each of them sets or has by default. Opaque wins: whoever reads JWTs
    /// can introspect.
    package func accessFormat(
        of resources: [ResourceIndicator], by tokens: TokenConfiguration
    ) -> AccessTokenFormat {
        let formats = meant(by: resources).map { configured[$0]?.accessFormat ?? tokens.accessFormat }
        return formats.contains(.opaque) ? .opaque : formats.first ?? tokens.accessFormat
    }

    /// What signs a token for `resources`: the one algorithm that all of them set or have by default.
    ///
    /// - Throws: `invalid_target` if they want different ones, since none of them could verify what is meant for another.
    package func accessAlgorithm(
        of resources: [ResourceIndicator], by tokens: TokenConfiguration
    ) throws(OAuthError) -> SignatureAlgorithm {
        let wanted = meant(by: resources).map { ($0, configured[$0]?.accessAlgorithm ?? tokens.accessAlgorithm) }
        guard let (first, algorithm) = wanted.first else { return tokens.accessAlgorithm }
        guard let (other, otherAlgorithm) = wanted.first(where: { $0.1 != algorithm }) else { return algorithm }
        throw OAuthError(
            .invalidTarget,
            """
            the resources want tokens that are signed differently, ask for one at a time: \(algorithm.rawValue) \
            for \(first.value.prefix(160)), \(otherAlgorithm.rawValue) for \(other.value.prefix(160))
            """)
    }

    /// The targets that a token exchange names (RFC 8693 §2.1), each once and not judged yet: a `resource` is a URI, an
    /// `audience` that or the `name` of a configured resource.
    ///
    /// - Throws: `invalid_target` for what names nothing.
    package func targets(in parameters: Parameters) throws(OAuthError) -> [ResourceIndicator] {
        var targets = try Self.indicators(parameters.all("resource"))
        for name in parameters.all("audience") {
            // A name that two resources have says neither.
            let bearers = configured.values.filter { $0.name == name }
            guard let target = bearers.count == 1 ? bearers[0].uri : ResourceIndicator(name) else {
                throw OAuthError(.invalidTarget, "audience must be the URI or the name of a resource")
            }
            if !targets.contains(target) { targets.append(target) }
        }
        return targets
    }

    /// The server's own resource, if the configuration says something of it.
    package var own: ResourceConfiguration? { issuer.flatMap { configured[$0] } }

    /// The resource in the spelling of the issuer or the configuration, by which tokens name it.
    package func asConfigured(_ resource: ResourceIndicator) -> ResourceIndicator {
        spelled(resource) ?? resource
    }

    private func spelled(_ resource: ResourceIndicator) -> ResourceIndicator? {
        resource == issuer ? issuer : configured[resource]?.uri
    }

    /// Without any resource the server itself is meant.
    private func meant(by resources: [ResourceIndicator]) -> [ResourceIndicator] {
        resources.isEmpty ? issuer.map { [$0] } ?? [] : resources
    }

    /// - Returns: each resource once.
    private static func indicators(_ texts: [String]) throws(OAuthError) -> [ResourceIndicator] {
        guard texts.reduce(0, { $0 + $1.utf8.count }) <= limit else {
            throw OAuthError(.invalidTarget, "resource: these are too many or too long, ask for fewer at a time")
        }
        var indicators: [ResourceIndicator] = []
        for text in texts {
            guard let indicator = ResourceIndicator(text) else {
                throw OAuthError(.invalidTarget, "resource must be an absolute URI without a fragment")
            }
            if !indicators.contains(indicator) { indicators.append(indicator) }
        }
        return indicators
    }

    /// The resource as it is registered, which is how its tokens name it; `nil` if it is not known.
    private func known(_ resource: ResourceIndicator, to client: ClientRecord) -> ResourceIndicator? {
        if let spelled = spelled(resource) { return spelled }
        let metadata = client.metadata
        if let registered = metadata.resources.first(where: { $0 == resource }) { return registered }
        if let registered = metadata.defaultResources.first(where: { $0 == resource }) { return registered }
        guard let parts = URIParts(resource.value), parts.scheme.octets.lowercased == "https", let host = parts.host
        else { return nil }
        // The rule is about the host, on whatever port, but for what is configured there.
        return hosts.contains(host.octets.lowercased) && !places.cover(parts) ? resource : nil
    }
}
