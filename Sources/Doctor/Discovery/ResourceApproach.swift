import OAuthProtocol

/// How a resource answered somebody who knows nothing of it: first a request without a token, then the search for its
/// metadata (MCP 2025-11-25, Protected Resource Metadata Discovery Requirements).
struct ResourceApproach: Sendable {
    let url: WebURI
    /// The answer to the request without a token.
    let first: Result<Answer, ExchangeFailure>
    /// The `Bearer` challenge, if one could be read.
    let challenge: Challenge?
    /// Where the challenge says that the metadata is.
    let named: MetadataLookup?
    /// The well-known places in their order.
    let wellKnown: [MetadataLookup]

    init(_ url: WebURI, _ context: CheckContext) async {
        self.url = url
        first = await context.exchange.answer(to: Self.initialize(url))
        challenge = (try? first.get())?.challenge("bearer")
        let place = challenge?.parameters["resource_metadata"].flatMap { WebURI($0) }.map {
            WellKnownPlace(document: .resource, url: $0)
        }
        named = if let place { await MetadataLookup(place, context) } else { nil }
        var lookups: [MetadataLookup] = []
        for candidate in WellKnownPlace.ofResource(url) {
            if let named, named.place == candidate {
                lookups.append(named)
            } else {
                lookups.append(await MetadataLookup(candidate, context))
            }
        }
        wellKnown = lookups
    }

    /// The first message of an MCP client; an API that is no MCP server refuses it for want of a token all the same.
    static func initialize(_ url: WebURI, token: String? = nil) -> OutgoingRequest {
        let client: JSONObject = ["name": .string("cardea-doctor"), "version": .string("1")]
        let parameters: JSONObject = [
            "protocolVersion": .string(MCP.revision), "capabilities": .object([:]), "clientInfo": .object(client),
        ]
        let message: JSONObject = [
            "jsonrpc": .string("2.0"), "id": .integer(1), "method": .string("initialize"),
            "params": .object(parameters),
        ]
        var request = OutgoingRequest.json(url, .object(message))
        request.headers = request.headers.filter { $0.name != "Accept" }
        request.headers.append(("Accept", "application/json, text/event-stream"))
        if let token { request.headers.append(("Authorization", "Bearer \(token)")) }
        return request
    }

    /// Whether it behaves as a resource should: a 401 with `Bearer`, or with metadata to be found. A plain 401 alone may
    /// be a server that lets nobody post to its root.
    var demandsToken: Bool {
        isRefusal && (challenge != nil || found != nil)
    }

    /// Whether it is a resource for want of anything better: it wants something, it speaks MCP, or it has metadata.
    var isResource: Bool {
        if isRefusal { return true }
        if let answer = try? first.get(), answer.isSuccess {
            if answer.mediaType == "text/event-stream" { return true }
            if let object = try? answer.object(), object["jsonrpc"]?.string == "2.0" { return true }
        }
        return found?.document?["resource"] != nil
    }

    private var isRefusal: Bool {
        (try? first.get())?.status == 401
    }

    /// The metadata that a client uses: what the challenge names, else the first well-known place that has a document.
    var found: MetadataLookup? {
        if let named { return named.document == nil ? nil : named }
        return wellKnown.first { $0.document != nil }
    }
}

/// The resource that tokens are wanted for, as a client asks for them.
struct WantedResource: Sendable {
    let url: WebURI
    /// What it calls itself, which is what clients name (RFC 8707 §2).
    let name: String
    /// What the challenge asks for, else everything that the resource has (MCP 2025-11-25, Scope Selection Strategy);
    /// `nil` if neither is said, and no scope is asked for.
    let scope: String?

    init(_ approach: ResourceApproach) {
        let document = approach.found?.document
        url = approach.url
        name = document?["resource"]?.string ?? approach.url.value
        let scopes = document?["scopes_supported"]?.strings?.joined(separator: " ") ?? ""
        scope = approach.challenge?.parameters["scope"] ?? (scopes.isEmpty ? nil : scopes)
    }
}
