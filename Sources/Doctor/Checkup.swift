import OAuthProtocol

/// Plays the client against a server or a resource, one group of checks after the other, and says what it found. The order of
/// the report is the order here.
package struct Checkup: Sendable {
    /// What may be done beside looking.
    package struct Options: Sendable {
        /// Whether a client is registered, and removed again.
        package var registers: Bool
        /// The initial access token with which it is registered (RFC 7591 §3); `nil` for none.
        package var registrationToken: Secret?
        /// A client that the server knows.
        package var client: KnownClient?

        package init(registers: Bool = false, registrationToken: Secret? = nil, client: KnownClient? = nil) {
            self.registers = registers
            self.registrationToken = registrationToken
            self.client = client
        }
    }

    /// Servers beside the issuer's own that are looked at.
    private static let originLimit = 4

    private let options: Options
    private let context: CheckContext

    /// - `now`: when the run begins.
    package init(options: Options, exchange: any Exchanging, entropy: Entropy, now: Timestamp) {
        self.options = options
        context = CheckContext(exchange: BoundedExchange(exchange), entropy: entropy, now: now)
    }

    /// Examines whatever is at `url`: an issuer, a protected resource, or the metadata document of either.
    package func examine(_ url: WebURI) async -> Diagnosis {
        var diagnosis = Diagnosis(url: url, kind: .unknown, sections: [])
        let connection = await ConnectionChecks(url: url).section(context)
        diagnosis.sections.append(connection)
        guard connection.findings.contains(where: { $0.id == "connection.answer" }) else { return diagnosis }

        switch await Recognition(url, context) {
        case .server(let issuer, let places):
            diagnosis.kind = .authorizationServer
            diagnosis.sections += await server(issuer, places, source: .person, seen: [url.origin])
        case .resource(let approach):
            diagnosis.kind = .protectedResource
            diagnosis.sections += await resource(approach, seen: [url.origin])
        case .unknown(let places, let approach):
            diagnosis.sections.append(unknown(url, places, approach))
        }
        return diagnosis
    }

    private func resource(_ approach: ResourceApproach, seen: Set<String>) async -> [Diagnosis.Section] {
        let metadata = ResourceMetadataChecks(approach: approach)
        var sections = [
            await ResourceChecks(approach: approach).section(context), await metadata.section(context),
        ]
        var seen = seen
        for issuer in metadata.servers {
            if seen.insert(issuer.origin).inserted {
                let connection = await ConnectionChecks(url: issuer).section(context)
                sections.append(connection)
                guard connection.findings.contains(where: { $0.id == "connection.answer" }) else { continue }
            }
            sections += await server(
                issuer, await Recognition.server(issuer, context), source: .resource,
                resource: WantedResource(approach),
                seen: seen)
        }
        return sections
    }

    /// - `resource`: the resource that named the server; `nil` if it was found by itself.
    /// - `seen`: the servers whose connection was checked already.
    private func server(
        _ issuer: WebURI, _ places: [MetadataLookup], source: DiscoveryChecks.Source,
        resource: WantedResource? = nil, seen: Set<String>
    ) async -> [Diagnosis.Section] {
        var sections = [
            await DiscoveryChecks(issuer: issuer, places: places, source: source).section(context)
        ]
        guard let document = ServerDocument(places, knownAs: issuer) else { return sections }
        for url in document.otherOrigins.prefix(Self.originLimit) where !seen.contains(url.origin) {
            sections.append(await ConnectionChecks(url: url).section(context))
        }
        let groups: [any CheckGroup] = [
            MetadataFormChecks(document: document), MetadataAbilityChecks(document: document),
            KeySetChecks(document: document), TokenChecks(document: document),
            AuthorizationChecks(document: document), OtherEndpointChecks(document: document),
            BrowserChecks(document: document, resource: resource?.url),
        ]
        for group in groups { sections.append(await group.section(context)) }
        return sections + (await clients(document, resource: resource))
    }

    /// What needs a client: one that was named, and one that registers itself.
    private func clients(_ document: ServerDocument, resource: WantedResource?) async -> [Diagnosis.Section] {
        var sections: [Diagnosis.Section] = []
        if let client = options.client { sections.append(await requests(of: client, document, resource)) }
        guard options.registers, document.endpoint("registration_endpoint") != nil else {
            sections.append(await RegistrationChecks(document: document).section(context))
            if options.client == nil { sections.append(untried(document)) }
            return sections
        }
        let trial = RegistrationTrial(document: document, token: options.registrationToken, scope: resource?.scope)
        let (section, registration) = await trial.run(context)
        sections.append(section)
        if let registration {
            sections.append(await requests(of: registration.client, document, resource))
            sections.append(await RemovalChecks(registration: registration).section(context))
        }
        return sections
    }

    private func requests(
        of client: KnownClient, _ document: ServerDocument, _ resource: WantedResource?
    ) async -> Diagnosis.Section {
        await KnownClientChecks(document: document, client: client, resource: resource).section(context)
    }

    /// Silence would look like health.
    private func untried(_ document: ServerDocument) -> Diagnosis.Section {
        var findings = Findings()
        findings.check("authorization.untried") {
            .note(
                "No authorization request was made for a client that the server knows",
                "Redirect URIs, PKCE, resources and what errors carry are examined with --client-id ID, or with --register."
            )
        }
        return Diagnosis.Section(
            title: "Authorization requests of a known client", subject: document.issuer.value, findings: findings.list)
    }

    private func unknown(
        _ url: WebURI, _ places: [MetadataLookup], _ approach: ResourceApproach
    ) -> Diagnosis.Section {
        var findings = Findings()
        for place in places { place.report(to: &findings, named: "discovery") }
        findings.check("discovery.nothing", clause: "RFC 8414 §3; RFC 9728 §3; RFC 6750 §3") {
            let first: String =
                switch approach.first {
                case .success(let answer): "a POST without a token was answered with \(answer.summary)"
                case .failure(let failure): "to a POST without a token the server \(failure.explanation)"
                }
            return .problem(
                "This is neither an authorization server nor a protected resource",
                "No metadata is at \(places.map(\.place.url.value).joined(separator: ", ")), none at"
                    + " \(approach.wellKnown.map(\.place.url.value).joined(separator: ", ")), and \(first).",
                mend: "give the issuer's URL or the resource's, exactly as clients are told it; if it is right, serve"
                    + " metadata")
        }
        return Diagnosis.Section(title: "Discovery", subject: url.value, findings: findings.list)
    }
}
