import OAuthProtocol

/// Metadata of protected resources (RFC 9728): of those that the configuration describes here, and of the server's own
/// endpoints that take access tokens. Made once, since nothing in it changes while the server runs.
package struct ProtectedResources: Sendable {
    /// What every such URL has between host and path (RFC 9728 §3).
    package static let wellKnownPath = "/.well-known/oauth-protected-resource"

    /// The resources that are described here, for the server's metadata (RFC 9728 §4, `protected_resources`).
    package let identifiers: [String]
    /// Where the metadata of the server's own endpoints are; `nil` if a resource on another host has their place.
    package let ownMetadataURL: String?
    /// The documents as octets, by what follows the well-known path in their URL.
    private let documents: [Octets: [UInt8]]

    package init(configuration: ServerConfiguration, resources: ResourceDirectory) {
        let issuer = configuration.issuer
        var documents: [Octets: [UInt8]] = [:]
        var identifiers: [String] = []
        for resource in resources.described where resource.uri != ResourceIndicator(issuer.value) {
            identifiers.append(resource.uri.value)
            guard let path = resource.uri.metadataPath, documents[path.octets] == nil else { continue }
            documents[path.octets] = Self.document(of: resource, issuer: issuer, methods: ["header"])
        }
        if documents[issuer.path.octets] == nil, let own = Self.own(issuer, resources) {
            documents[issuer.path.octets] = Self.document(of: own, issuer: issuer, methods: ["header", "body"])
            identifiers.insert(own.uri.value, at: 0)
            ownMetadataURL = issuer.origin + Self.wellKnownPath + issuer.path
        } else {
            ownMetadataURL = nil
        }
        self.documents = documents
        self.identifiers = identifiers
    }

    /// The document at a URL; `nil` if none is there.
    ///
    /// - `path`: what follows the well-known path, empty or with a slash first. That of a host without a path may end
    ///   with the slash that RFC 9728 §3.1 takes away.
    /// - `query`: without `?`; one that names no resource of its own means nothing.
    package func document(path: String, query: String?) -> [UInt8]? {
        let path = path == "/" ? "" : path
        return query.flatMap { documents["\(path)?\($0)".octets] } ?? documents[path.octets]
    }

    /// The server itself as a resource: what `resources[]` says of it, or else the scopes of identity.
    private static func own(_ issuer: Issuer, _ resources: ResourceDirectory) -> ResourceConfiguration? {
        if let configured = resources.own { return configured }
        guard let uri = ResourceIndicator(issuer.value) else { return nil }
        var own = ResourceConfiguration(uri: uri)
        own.scopes = Scope(["openid"]).union(StandardClaims.scopes)
        return own
    }

    private static func document(of resource: ResourceConfiguration, issuer: Issuer, methods: [String]) -> [UInt8] {
        var document: JSONObject = [
            "resource": .string(resource.uri.value),
            "authorization_servers": .strings([issuer.value]),
            "bearer_methods_supported": .strings(methods),
        ]
        document["scopes_supported"] = resource.scopes.map { .strings($0.values) }
        document["resource_name"] = resource.name.map(JSONValue.string)
        return document.octets
    }
}
