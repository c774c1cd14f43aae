import OAuthProtocol

/// What an address turned out to be, and what was seen on the way.
enum Recognition: Sendable {
    case server(issuer: WebURI, places: [PlaceVisit])
    case resource(ResourceApproach)
    /// Neither: what was tried.
    case unknown([PlaceVisit], ResourceApproach)

    /// Finds out as a client would: whoever demands a token is a resource; whoever has a server's metadata is a server.
    init(_ url: WebURI, _ visit: Visit) async {
        if let (document, subject) = WellKnownPlace.subject(of: url) {
            if document == .resource {
                self = .resource(await ResourceApproach(subject, visit))
            } else {
                self = .server(issuer: subject, places: await Self.server(subject, visit))
            }
            return
        }
        let approach = await ResourceApproach(url, visit)
        if approach.demandsToken {
            self = .resource(approach)
            return
        }
        let places = await Self.server(url, visit)
        if places.contains(where: { $0.document != nil }) {
            self = .server(issuer: url, places: places)
        } else if approach.isResource {
            self = .resource(approach)
        } else {
            self = .unknown(places, approach)
        }
    }

    /// Looks at every place of a server's metadata.
    static func server(_ issuer: WebURI, _ visit: Visit) async -> [PlaceVisit] {
        var places: [PlaceVisit] = []
        for place in WellKnownPlace.ofServer(issuer) { places.append(await PlaceVisit(place, visit)) }
        return places
    }
}
