import OAuthProtocol

/// What an address turned out to be, and what was seen on the way.
enum Recognition: Sendable {
    case server(issuer: WebURI, places: [MetadataLookup])
    case resource(ResourceApproach)
    /// Neither: what was tried.
    case unknown([MetadataLookup], ResourceApproach)

    /// Finds out as a client would: whoever demands a token is a resource; whoever has a server's metadata is a server.
    init(_ url: WebURI, _ context: CheckContext) async {
        if let (document, subject) = WellKnownPlace.subject(of: url) {
            if document == .resource {
                self = .resource(await ResourceApproach(subject, context))
            } else {
                self = .server(issuer: subject, places: await Self.server(subject, context))
            }
            return
        }
        let approach = await ResourceApproach(url, context)
        if approach.demandsToken {
            self = .resource(approach)
            return
        }
        let places = await Self.server(url, context)
        if places.contains(where: { $0.document != nil }) {
            self = .server(issuer: url, places: places)
        } else if approach.isResource {
            self = .resource(approach)
        } else {
            self = .unknown(places, approach)
        }
    }

    /// Looks at every place of a server's metadata.
    static func server(_ issuer: WebURI, _ context: CheckContext) async -> [MetadataLookup] {
        var places: [MetadataLookup] = []
        for place in WellKnownPlace.ofServer(issuer) { places.append(await MetadataLookup(place, context)) }
        return places
    }
}
