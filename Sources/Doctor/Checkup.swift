import OAuthProtocol
import Outbound

/// Plays the client against a server or a resource, one group of checks after the other, and says what it found. The
/// order of the report is the order here.
package struct Checkup: Sendable {
    /// Servers beside the issuer's own that are looked at.
    private static let originLimit = 4

    private let registers: Bool
    private let registrationToken: Secret?
    private let client: KnownClient?
    private let context: CheckContext
    private var sections: [Diagnosis.Section] = []

    /// - `clock`: the time, with which servers' clocks and certificates are compared.
    /// - `registers`: whether a client is registered, and removed again.
    /// - `registrationToken`: the initial access token with which it is registered (RFC 7591 §3); `nil` for none.
    /// - `client`: a client that the server knows.
    /// - `show`: is shown every request and every answer, secrets left out; `nil` for nobody.
    package init(
        exchange: any Exchanging, entropy: Entropy, clock: @escaping @Sendable () -> Timestamp, registers: Bool = false,
        registrationToken: Secret? = nil, client: KnownClient? = nil, show: (@Sendable (String) -> Void)? = nil
    ) {
        self.registers = registers
        self.registrationToken = registrationToken
        self.client = client
        context = CheckContext(exchange: BoundedExchange(exchange, show: show), entropy: entropy, clock: clock)
    }

    /// Examines whatever is at `url`: an issuer, a protected resource, or the metadata document of either.
    package mutating func examine(_ url: WebURI) async -> Diagnosis {
        sections = []
        let kind = await connects(to: url) ? await recognise(url) : .unknown
        return Diagnosis(url: url, kind: kind, sections: sections)
    }

    /// Runs a group of checks to a section of the report. What was found before a request got no answer stays.
    ///
    /// - `name`: the first part of its findings' names.
    /// - `subject`: the address that it checks.
    private mutating func section(
        _ title: String, _ name: String, of subject: String, _ group: (Examiner) async throws(Unanswered) -> Void
    ) async {
        let examiner = Examiner(context)
        do {
            try await group(examiner)
        } catch {
            examiner.check(
                error.failure == nil ? "\(name).throttled" : "\(name).unanswered",
                .note(
                    if: error.failure == nil, "\(error.url.value) turned us away for asking too often",
                    "The answer was 429, so the rest of this part was not examined.",
                    mend: "run the doctor again later"),
                .problem(
                    "\(error.url.value) gave no answer", "The server \(error.failure?.explanation ?? "").",
                    mend: "let the server answer there, or take the address out of its metadata"))
        }
        sections.append(Diagnosis.Section(title: title, subject: subject, findings: examiner.findings))
    }

    /// Whether a server answers at all.
    private mutating func connects(to url: WebURI) async -> Bool {
        await section("Connection", "connection", of: url.origin, url.checkConnection)
        return sections.last?.findings.contains { $0.id == "connection.answer" } == true
    }

    /// Finds out as a client would: whoever demands a token is a resource; whoever has a server's metadata is a server.
    private mutating func recognise(_ url: WebURI) async -> Diagnosis.Kind {
        let named = WellKnownPlace.subject(of: url)
        if let named, named.document != .resource {
            let lookups = await MetadataLookup.all(WellKnownPlace.ofServer(named.subject), context)
            await server(named.subject, lookups, resource: nil, seen: [url.origin])
            return .authorizationServer
        }
        let approach = await ResourceApproach(named?.subject ?? url, context)
        if named == nil, !approach.demandsToken {
            let lookups = await MetadataLookup.all(WellKnownPlace.ofServer(url), context)
            if lookups.contains(where: { $0.document != nil }) {
                await server(url, lookups, resource: nil, seen: [url.origin])
                return .authorizationServer
            }
            guard approach.isResource else {
                await section("Discovery", "discovery", of: url.value) { Self.checkNothing(lookups, approach, $0) }
                return .unknown
            }
        }
        await resource(approach, seen: [url.origin])
        return .protectedResource
    }

    private mutating func resource(_ approach: ResourceApproach, seen: Set<String>) async {
        await section("Protected resource", "resource", of: approach.url.value, approach.checkDoor)
        await section("Resource metadata", "resource_metadata", of: approach.metadataPlace, approach.checkMetadata)
        var seen = seen
        for issuer in approach.servers {
            if seen.insert(issuer.origin).inserted {
                guard await connects(to: issuer) else { continue }
            }
            let lookups = await MetadataLookup.all(WellKnownPlace.ofServer(issuer), context)
            await server(issuer, lookups, resource: approach, seen: seen)
        }
    }

    /// - `resource`: the resource that named the server; `nil` if it was found by itself.
    /// - `seen`: the servers whose connection was checked already.
    private mutating func server(
        _ issuer: WebURI, _ lookups: [MetadataLookup], resource: ResourceApproach?, seen: Set<String>
    ) async {
        let discovery = DiscoveryChecks(issuer: issuer, lookups: lookups, isNamedByResource: resource != nil)
        await section("Discovery", "discovery", of: issuer.value, discovery.run)
        guard let document = ServerDocument(lookups, knownAs: issuer, resource: resource) else { return }
        for url in document.otherOrigins.prefix(Self.originLimit) where !seen.contains(url.origin) {
            _ = await connects(to: url)
        }
        let (place, issuer) = (document.place.url.value, document.issuer.value)
        await section("Metadata", "metadata", of: place, document.checkForm)
        await section("Abilities", "metadata", of: place, document.checkAbilities)
        await section("Keys", "keys", of: document.subject("jwks_uri"), document.checkKeys)
        await section("Token endpoint", "token", of: document.subject("token_endpoint"), document.checkTokens)
        let authorization = document.subject("authorization_endpoint")
        await section("Authorization endpoint", "authorization", of: authorization, document.checkAuthorization)
        await section("Other endpoints", "endpoint", of: issuer, document.checkOtherEndpoints)
        await section("Clients in browsers (CORS)", "cors", of: issuer, document.checkBrowsers)
        await clients(document)
    }

    /// What needs a client: one that was named, and one that registers itself.
    private mutating func clients(_ document: ServerDocument) async {
        if let client { await requests(of: client, document) }
        let subject = document.subject("registration_endpoint")
        guard registers, document.endpoint("registration_endpoint") != nil else {
            await section("Registration", "registration", of: subject, document.checkRegistrationUntried)
            // Silence would look like health.
            guard client == nil else { return }
            await section("Authorization requests of a known client", "authorization", of: document.issuer.value) {
                $0.check(
                    "authorization.untried",
                    .note(
                        "No authorization request was made for a client that the server knows",
                        "Redirect URIs, PKCE, resources and what errors carry are examined with --client-id ID, or with"
                            + " --register."))
            }
            return
        }
        var registered: Registration?
        let token = registrationToken
        await section("Registration", "registration", of: subject) { (examiner) async throws(Unanswered) in
            try await document.checkRegistration(token: token, examiner) { registered = $0 }
        }
        guard let registered else { return }
        await requests(of: registered.client, document)
        await section("Leaving", "removal", of: registered.client.shownID, registered.checkRemoval)
    }

    private mutating func requests(of client: KnownClient, _ document: ServerDocument) async {
        let checks = KnownClientChecks(document: document, client: client)
        await section("Authorization requests of a known client", "authorization", of: client.shownID, checks.run)
    }

    /// Says of an address that is neither a server nor a resource what was tried.
    private static func checkNothing(_ lookups: [MetadataLookup], _ approach: ResourceApproach, _ examiner: Examiner) {
        for lookup in lookups { lookup.checkPlace(examiner, named: "discovery") }
        let server = lookups.map(\.place.url.value).joined(separator: ", ")
        let resource = WellKnownPlace.ofResource(approach.url).map(\.url.value).joined(separator: ", ")
        let first =
            switch approach.first {
            case .success(let answer): "a POST without a token was answered with \(answer.summary)"
            case .failure(let failure): "to a POST without a token the server \(failure.explanation)"
            }
        examiner.check(
            "discovery.nothing", clause: "RFC 8414 §3; RFC 9728 §3; RFC 6750 §3",
            .problem(
                "This is neither an authorization server nor a protected resource",
                "No metadata is at \(server), none at \(resource), and \(first).",
                mend: "give the issuer's URL or the resource's, exactly as clients are told it; if it is right, serve"
                    + " metadata"))
    }
}
