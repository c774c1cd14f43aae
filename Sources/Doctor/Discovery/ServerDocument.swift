import OAuthProtocol

/// A server's metadata as a client reads it (RFC 8414 §2): what has the wrong type is as good as absent.
struct ServerDocument: Sendable {
    let place: WellKnownPlace
    let members: JSONObject
    /// The issuer as the server writes it; what clients knew it by, if it does not say.
    let issuer: WebURI

    /// The first document that a client would find; `nil` if there is none.
    init?(_ places: [MetadataLookup], knownAs issuer: WebURI) {
        guard let found = places.first(where: { $0.document != nil }), let members = found.document else { return nil }
        place = found.place
        self.members = members
        self.issuer = members["issuer"]?.string.flatMap { WebURI($0) } ?? issuer
    }

    /// An endpoint's address; `nil` if there is none that can be called.
    func endpoint(_ name: String) -> WebURI? {
        members[name]?.string.flatMap { WebURI($0) }
    }

    /// The values of a list; `nil` if it is absent or no list of strings.
    func list(_ name: String) -> [String]? {
        members[name]?.strings
    }

    func isTrue(_ name: String) -> Bool {
        members[name]?.bool == true
    }

    /// Whether it speaks OpenID Connect, too.
    var isOpenID: Bool {
        list("scopes_supported")?.contains("openid") ?? (place.document == .openID)
    }

    /// The servers behind the endpoints, each by one URL, other than the issuer's own.
    var otherOrigins: [WebURI] {
        var origins: Set<String> = [issuer.origin]
        return members.members.compactMap { name, value in
            guard name.octets.hasSuffix("_endpoint") || name == "jwks_uri",
                let url = value.string.flatMap({ WebURI($0) })
            else {
                return nil
            }
            return origins.insert(url.origin).inserted ? url : nil
        }
    }
}
