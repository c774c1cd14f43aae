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
        let configured: ConfiguredClient?

        func problem(_ member: String, _ message: String) -> Problem {
            guard let configured else {
                return Problem(nil, "the client \(record.id), registered by command: \(member): \(message)")
            }
            return Problem(configured.place(of: member), "clients[] (\(record.id)): \(member): \(message)")
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
        registrationScopes + issuers + exchange
            + clients.flatMap { scopes(of: $0) + resources(of: $0) + signatures(of: $0) }
    }

    // MARK: Scopes

    /// The scopes that mean something anywhere; `nil` where any may.
    private var knownScopes: Scope? {
        guard !failed.contains("resources"), !configuration.resources.isEmpty else { return nil }
        return directory.scopes(of: configuration.resources.map(\.uri))
    }

    private func surplus(_ scope: Scope?, beyond known: Scope?) -> [String] {
        guard let scope, let known else { return [] }
        return scope.subtracting(known).values.map { value in
            "no resource has the scope \(value)\(Self.nearest(value, among: known.values))"
        }
    }

    private var registrationScopes: [Problem] {
        surplus(configuration.registration.scopes, beyond: knownScopes).map {
            Problem(configuration.places["registration.scopes"], "registration.scopes: \($0)")
        }
    }

    private func scopes(of client: Client) -> [Problem] {
        let metadata = client.record.metadata
        // The default lies within the whole, or that is said already.
        return surplus(metadata.scope, beyond: knownScopes).map { client.problem("scope", $0) }
    }

    // MARK: Clients and resources

    private var issuers: [Problem] {
        configuration.placedIssuers.flatMap { issuer in
            let scopes = surplus(issuer.value.scopes, beyond: knownScopes).map {
                Problem(issuer.place(of: "scopes"), "trusted_issuers[].scopes: \($0)")
            }
            let names = (issuer.value.clients ?? []).sorted().compactMap(absence).map {
                Problem(issuer.place(of: "clients"), "trusted_issuers[].clients: \($0)")
            }
            return scopes + names
        }
    }

    private var exchange: [Problem] {
        configuration.placedExchange.flatMap { placed in
            let policy = placed.value
            var problems: [Problem] = []
            if let absence = absence(policy.client.value) {
                problems.append(Problem(placed.place(of: "client"), "exchange[].client: \(absence)"))
            }
            let client = clients.first { $0.record.id == policy.client }?.record
            for (member, resources) in [("subject_audience", policy.subjectAudience), ("resource", policy.resources)] {
                problems += resources.compactMap { absence($0, to: client) }.map {
                    Problem(placed.place(of: member), "exchange[].\(member): \($0)")
                }
            }
            let meant = failed.contains("resources") ? nil : directory.scopes(of: policy.resources)
            return problems
                + surplus(policy.scopes, beyond: meant).map {
                    Problem(placed.place(of: "scopes"), "exchange[].scopes: \($0) there")
                }
        }
    }

    private func resources(of client: Client) -> [Problem] {
        var record = client.record
        record.metadata.defaultResources = []
        return client.record.metadata.defaultResources.compactMap { absence($0, to: record) }.map {
            client.problem("default_resources", $0)
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

    // MARK: Signatures

    /// Of clients of the file such is an error; one of the database goes on as long as its keys do.
    private func signatures(of client: Client) -> [Problem] {
        guard client.configured == nil, !failed.contains("tokens.signing_algorithms") else { return [] }
        return SigningChoice.ofOperators(configuration.tokens).faults(of: client.record.metadata).map { fault in
            Problem(
                nil,
                """
                the client \(client.record.id), registered by command: \(fault.error.description). Name it there, or let the client \
                use another: cardea client update \(client.record.id) --metadata \
                '{"\(fault.member)": "\(configuration.tokens.signingAlgorithms.contains(.rs256) ? "RS256" : "...")"}'
                """)
        }
    }

    private static func record(_ id: ClientID, _ metadata: ClientMetadata) -> ClientRecord {
        ClientRecord(
            ClientRegistration(id: id, instance: 0), metadata: metadata, secrets: [], origin: .configuration,
            createdAt: Timestamp(0))
    }

    /// Only what is as good as the same, since anything is the nearest of something.
    private static func nearest(_ name: String, among names: [String]) -> String {
        NearestName.close(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
    }
}
