import OAuthProtocol

/// A server's metadata as a client reads it (RFC 8414 §2): what has the wrong type is as good as absent.
struct ServerDocument: Sendable {
    let place: WellKnownPlace
    let members: JSONObject
    /// The issuer as the server writes it; what clients knew it by, if it does not say.
    let issuer: WebURI
    /// The resource that named the server, and that tokens are wanted for; `nil` if the server was found by itself.
    let resource: ResourceApproach?

    /// The first document that a client would find; `nil` if there is none.
    init?(_ lookups: [MetadataLookup], knownAs issuer: WebURI, resource: ResourceApproach?) {
        guard let found = lookups.first(where: { $0.document != nil }), let members = found.document else { return nil }
        place = found.place
        self.members = members
        self.issuer = members["issuer"]?.string.flatMap { WebURI($0) } ?? issuer
        self.resource = resource
    }

    /// An endpoint's address; `nil` if there is none that can be called.
    func endpoint(_ name: String) -> WebURI? {
        members[name]?.string.flatMap { WebURI($0) }
    }

    /// An endpoint's address as the server writes it, by which it is called in the report; the issuer, if it writes
    /// none.
    func subject(_ name: String) -> String {
        members[name]?.string ?? issuer.value
    }

    /// The values of a list; `nil` if it is absent or no list of strings.
    func list(_ name: String) -> [String]? {
        members[name]?.strings
    }

    func isTrue(_ name: String) -> Bool {
        members[name]?.bool == true
    }

    /// Whether it speaks OpenID Connect, too.
    var isOpenID: Bool { list("scopes_supported")?.contains("openid") ?? (place.document == .openID) }

    /// What is said of the addresses of endpoints and keys.
    var addresses: [(name: String, value: JSONValue)] {
        members.members.filter { $0.name.octets.hasSuffix("_endpoint") || $0.name == "jwks_uri" }
    }

    /// The servers behind the endpoints, each by one URL, other than the issuer's own.
    var otherOrigins: [WebURI] {
        var origins: Set<String> = [issuer.origin]
        return addresses.compactMap { $0.value.string.flatMap { WebURI($0) } }.filter {
            origins.insert($0.origin).inserted
        }
    }
}
