/// The server's brand, and those of the clients that have their own.
package struct Brands: Sendable {
    /// Where no client's brand applies.
    package let own: Brand
    private let clients: [String: Brand]

    /// - `clients`: by client id. What a client's brand leaves out is taken from the server's.
    package init(own: Brand = Brand(), clients: [String: Brand] = [:]) {
        self.own = own
        self.clients = clients.mapValues {
            Brand(name: $0.name ?? own.name, logo: $0.logo ?? own.logo, accent: $0.accent ?? own.accent)
        }
    }

    /// The brand of a page that is shown for the client with this id; `nil` for a page that no client asked for.
    package func brand(for clientID: String?) -> Brand {
        clientID.flatMap { clients[$0] } ?? own
    }

    /// The logos by the file name under which they are served.
    package var logos: [String: Logo] {
        let all = ([own] + clients.values).compactMap(\.logo)
        return Dictionary(all.map { ($0.fileName, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
