import OAuthProtocol
import Outbound

/// How a resource answered somebody who knows nothing of it: first a request without a token, then the search for its
/// metadata (MCP 2025-11-25, Protected Resource Metadata Discovery Requirements).
struct ResourceApproach: Sendable {
    let url: WebURI
    /// The answer to the request without a token.
    let first: Result<Answer, ExchangeFailure>
    /// The `Bearer` challenge, if one could be read.
    let challenge: Challenge?
    /// Whether the challenge says where the metadata is.
    private let isNamed: Bool
    /// Where the challenge says that the metadata is, then the well-known places in their order, each once.
    let lookups: [MetadataLookup]

    init(_ url: WebURI, _ context: CheckContext) async {
        self.url = url
        first = await context.exchange.answer(to: Self.initialize(url))
        challenge = (try? first.get())?.challenge("bearer")
        let named = challenge?.parameters["resource_metadata"].flatMap { WebURI($0) }.map {
            WellKnownPlace(document: .resource, url: $0)
        }
        isNamed = named != nil
        let derived = WellKnownPlace.ofResource(url).filter { $0 != named }
        lookups = await MetadataLookup.all([named].compactMap { $0 } + derived, context)
    }

    /// The first message of an MCP client; an API that is no MCP server refuses it for want of a token all the same.
    static func initialize(_ url: WebURI) -> OutboundRequest {
        let parameters: JSONObject = [
            "protocolVersion": .string(OutboundRequest.revision), "capabilities": .object([:]),
            "clientInfo": .object(["name": .string("cardea-doctor"), "version": .string("1")]),
        ]
        let message: JSONObject = [
            "jsonrpc": .string("2.0"), "id": .integer(1), "method": .string("initialize"),
            "params": .object(parameters),
        ]
        return .json(url, message, accept: "application/json, text/event-stream")
    }

    /// Whether it behaves as a resource should: a 401 with `Bearer`, or with metadata to be found. A plain 401 alone
    /// may be a server that lets nobody post to its root.
    var demandsToken: Bool { isRefusal && (challenge != nil || found != nil) }

    /// Whether it is a resource for want of anything better: it wants something, it speaks MCP, or it has metadata.
    var isResource: Bool {
        let answer = try? first.get()
        let speaks = answer?.mediaType == "text/event-stream" || answer?.object?["jsonrpc"]?.string == "2.0"
        return isRefusal || answer?.isSuccess == true && speaks || found?.document?["resource"] != nil
    }

    private var isRefusal: Bool { (try? first.get())?.status == 401 }

    /// The metadata that a client uses: what the challenge names, else the first well-known place that has a document.
    var found: MetadataLookup? { (isNamed ? lookups.prefix(1) : lookups[...]).first { $0.document != nil } }

    /// What it calls itself, which is what clients name (RFC 8707 §2).
    var name: String { found?.document?["resource"]?.string ?? url.value }

    /// What the challenge asks for, else everything that the resource has (MCP 2025-11-25, Scope Selection Strategy);
    /// `nil` if neither is said, and no scope is asked for.
    var scope: String? {
        let scopes = found?.document?["scopes_supported"]?.strings?.joined(separator: " ") ?? ""
        return challenge?.parameters["scope"] ?? (scopes.isEmpty ? nil : scopes)
    }
}
