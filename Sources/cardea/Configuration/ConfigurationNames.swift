import OAuthProtocol
import OAuthServer
import Storage

/// The names in the configuration, and in what is said of clients, that name nothing. The server starts all the same: a client may
/// be registered later, and a resource needs no limits. More often it is a slip of the pen.
struct ConfigurationNames {
    /// A client of the file, or one that the database has.
    private struct Client {
        let record: ClientRecord
        /// `nil` for one of the database.
        let configured: Placed<ConfiguredClient>?

        /// As warnings name it.
        var name: String {
            configured == nil ? "the client \(record.id), registered by command" : "clients[] (\(record.id))"
        }
    }

    private let configuration: Configuration
    private let failed: Set<String>
    private let directory: ResourceDirectory
    private let clients: [Client]
    /// Whether every client that there is is among `clients`.
    private let isComplete: Bool

    /// - `issuer`: that of the server.
    /// - `failed`: paths of keys whose values could not be read, against which nothing is held.
    /// - `stored`: the clients of the database; `nil` if it was not looked at.
    init(_ configuration: Configuration, of issuer: Issuer, failed: Set<String>, stored: [ClientRecord]?) {
        self.configuration = configuration
        self.failed = failed
        directory = ResourceDirectory(configuration.serverConfiguration(issuer: issuer))
        let ids = Set(configuration.clients.map(\.id))
        let kept = (stored ?? []).filter { $0.origin == .command && !ids.contains($0.id) }
        clients =
            configuration.clients.map { Client(record: Self.record($0.id, $0.metadata), configured: $0) }
            + kept.map { Client(record: $0, configured: nil) }
        isComplete = stored != nil && !failed.contains("clients")
    }

    /// What should be known, in the order of the documentation.
    var warnings: [Problem] {
        var problems: [Problem] = []
        func note(_ place: Place?, _ name: String, _ texts: [String?]) {
            problems += texts.compactMap(\.self).map { Problem(place, "\(name): \($0)") }
        }
        // The scopes that mean something anywhere; `nil` where any may.
        let isOpen = failed.contains("resources") || configuration.resources.isEmpty
        let known = isOpen ? nil : directory.scopes(of: configuration.resources.map(\.uri))
        note(
            configuration.places["registration.scopes"], "registration.scopes",
            surplus(configuration.registration.scopes, beyond: known))
        for issuer in configuration.placedIssuers {
            note(issuer.place(of: "scopes"), "trusted_issuers[].scopes", surplus(issuer.scopes, beyond: known))
            let names = (issuer.clients ?? []).sorted()
            note(issuer.place(of: "clients"), "trusted_issuers[].clients", names.map(absence))
        }
        for policy in configuration.placedExchange {
            note(policy.place(of: "client"), "exchange[].client", [absence(policy.client.value)])
            let client = clients.first { $0.record.id == policy.client }?.record
            if let client, !failed.contains("clients"), !client.metadata.grantTypes.contains(.tokenExchange) {
                let text = """
                    the client \(policy.client) has not the grant \(GrantType.tokenExchange.rawValue), without which it exchanges \
                    nothing
                    """
                note(policy.place(of: "client"), "exchange[].client", [text])
            }
            for (member, resources) in [("subject_audience", policy.subjectAudience), ("resource", policy.resources)] {
                note(policy.place(of: member), "exchange[].\(member)", resources.map { absence($0, to: client) })
            }
            let meant = failed.contains("resources") ? nil : directory.scopes(of: policy.resources)
            let surplus = surplus(policy.scopes, beyond: meant).map { "\($0) there" }
            note(policy.place(of: "scopes"), "exchange[].scopes", surplus)
        }
        for client in clients {
            let (metadata, configured) = (client.record.metadata, client.configured)
            // The default lies within the whole, or that is said already.
            note(configured?.place(of: "scope"), "\(client.name): scope", surplus(metadata.scope, beyond: known))
            var record = client.record
            record.metadata.defaultResources = []
            note(
                configured?.place(of: "default_resources"), "\(client.name): default_resources",
                metadata.defaultResources.map { absence($0, to: record) })
            note(nil, client.name, signatures(of: client))
        }
        for brand in configuration.branding.clients {
            note(brand.place(of: "client_id"), "branding.clients[].client_id", [absence(brand.id)])
        }
        return problems
    }

    private func surplus(_ scope: Scope?, beyond known: Scope?) -> [String] {
        guard let scope, let known else { return [] }
        return scope.subtracting(known).values.map { value in
            "no resource has the scope \(value)\(Self.nearest(value, among: known.values))"
        }
    }

    /// What is to be said of the name of a client that is none; `nil` where it is one, or may be.
    private func absence(_ name: String) -> String? {
        let id = ClientID(name)
        guard isComplete, !clients.contains(where: { $0.record.id == id }), !SealedRegistrations.mayHaveMade(id),
            ClientDocumentURI(id) == nil
        else { return nil }
        let nearest = Self.nearest(name, among: clients.map(\.record.id.value))
        return "there is no client \(name)\(nearest)"
    }

    private func absence(_ resource: ResourceIndicator, to client: ClientRecord?) -> String? {
        guard failed.isDisjoint(with: ["resources", "resource_hosts", "issuer"]),
            directory.known([resource], to: client ?? Self.record(ClientID(""), ClientMetadata())) == nil
        else { return nil }
        let nearest = Self.nearest(resource.value, among: configuration.resources.map(\.uri.value))
        return "\(resource) is not in resources[] nor on one of resource_hosts\(nearest)"
    }

    /// Of clients of the file such is an error; one of the database goes on as long as its keys do.
    private func signatures(of client: Client) -> [String] {
        guard client.configured == nil, !failed.contains("tokens.signing_algorithms") else { return [] }
        let instead = configuration.tokens.signingAlgorithms.contains(.rs256) ? "RS256" : "..."
        return SigningChoice.ofOperators(configuration.tokens).faults(of: client.record.metadata).map { fault in
            """
            \(fault.error.description). Name it there, or let the client use another: cardea client update \
            \(client.record.id) --metadata '{"\(fault.member)": "\(instead)"}'
            """
        }
    }

    private static func record(_ id: ClientID, _ metadata: ClientMetadata) -> ClientRecord {
        ClientRecord(
            ClientRegistration(id: id, instance: 0), metadata: metadata, secrets: [], origin: .configuration,
            createdAt: Timestamp(0))
    }

    /// Only what is as good as the same, since anything is the nearest of something.
    private static func nearest(_ name: String, among names: [String]) -> String {
        NearestName.hint(NearestName.close(to: name, among: names))
    }
}
