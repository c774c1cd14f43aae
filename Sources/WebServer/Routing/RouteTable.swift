import HTTPTypes
import OAuthProtocol

/// Every route on one table, and what all answers have in common. It knows no socket: tests ask it directly.
package final class RouteTable: Sendable {
    private let index: RouteIndex
    private let headers: StandardHeaders
    private let observer: RequestObserver?
    /// Counts what no route answered to.
    private let unmatched: RequestMetrics?
    private let notFoundPage: (@Sendable (WebRequest) -> WebResponse)?

    /// - `basePath`: the issuer's path, below which the routes answer too; empty for none.
    /// - `strictTransport`: whether browsers are told to come by https only (RFC 6797): true if the issuer is https.
    /// - `observer`: where requests are counted and logged; `nil` for nowhere.
    /// - `notFoundPage`: what a person sees at an unknown path; `nil` answers everyone in JSON.
    package init(
        _ routes: [Route], basePath: String = "", strictTransport: Bool = false, observer: RequestObserver? = nil,
        notFoundPage: (@Sendable (WebRequest) -> WebResponse)? = nil
    ) {
        let resolved = routes.map { ResolvedRoute($0, requests: observer?.metrics(of: $0.name)) }
        index = RouteIndex(resolved, basePath: basePath)
        headers = StandardHeaders(strictTransport: strictTransport)
        self.observer = observer
        unmatched = observer?.metrics(of: RequestObserver.unmatched)
        self.notFoundPage = notFoundPage
    }

    /// The complete answer to a request, but for what belongs to the connection.
    package func respond(to request: WebRequest) async -> WebResponse {
        let start = observer?.ticks() ?? 0
        let route = index.find(request.path)
        var response = await answer(request, route)
        finish(&response, request, route, since: start)
        return response
    }

    /// The answer to a request that is refused before any endpoint may see it, such as one whose body is too large.
    package func refuse(
        _ request: WebRequest, _ status: HTTPResponse.Status, error: String, description: String, outcome: String
    ) -> WebResponse {
        let start = observer?.ticks() ?? 0
        var response = WebResponse.refusal(status, error: error, description: description, outcome: outcome)
        finish(&response, request, index.find(request.path), since: start)
        return response
    }

    private func answer(_ request: WebRequest, _ route: ResolvedRoute?) async -> WebResponse {
        guard let route else { return notFound(request) }
        if let endpoint = route.endpoint(for: request.method) {
            var request = request
            if request.method == .head { request.method = .get }
            return await endpoint.respond(to: request)
        }
        if route.route.cors, request.method == .options { return CrossOrigin.preflight(route.allowed) }
        return wrongMethod(route)
    }

    private func notFound(_ request: WebRequest) -> WebResponse {
        let isDiscovery = request.path.octets.contains("/.well-known/")
        if let notFoundPage, request.asksForHTML, !isDiscovery { return notFoundPage(request) }
        var response = WebResponse.refusal(
            .notFound, error: "not_found", description: "There is nothing at this path.")
        guard isDiscovery else { return response }
        // Clients look for metadata at several places in turn, in browsers too, where an answer that a script may not
        // read is no answer: some stop there instead of looking further.
        if request.method == .options { response = CrossOrigin.preflight(Self.discoverable) }
        CrossOrigin.open(&response)
        return response
    }

    /// What a place of metadata would allow, if there were any.
    private static let discoverable = HTTPField(name: .allow, value: "GET, HEAD, OPTIONS")

    private func wrongMethod(_ route: ResolvedRoute) -> WebResponse {
        let description = "This path answers to \(route.allowed.value) only."
        var response: WebResponse
        switch route.route.family {
        case .token, .plain:
            response = .refusal(
                .methodNotAllowed, error: "invalid_request", description: description, outcome: "method_not_allowed")
        case .page:
            response = WebResponse(
                status: .methodNotAllowed, headers: [.contentType: "text/plain; charset=utf-8"],
                body: Array("\(description)\n".utf8), outcome: "method_not_allowed")
        }
        response.headers.append(route.allowed)
        return response
    }

    private func finish(
        _ response: inout WebResponse, _ request: WebRequest, _ route: ResolvedRoute?, since start: UInt64
    ) {
        if let route {
            if route.route.family == .token { headers.completeTokenAnswer(&response) }
            if route.route.cors { CrossOrigin.open(&response) }
        }
        headers.complete(&response, id: request.id, isHead: request.method == .head)
        observer?.observe(request, response, route?.route, route?.requests ?? unmatched, since: start)
    }
}
