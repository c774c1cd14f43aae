import HTTPTypes

/// A route with all that can be known about its answers before the first request.
final class ResolvedRoute: Sendable {
    let route: Route
    /// `Allow`, and the methods of a preflight answer.
    let allowed: HTTPField
    let requests: RequestMetrics?

    init(_ route: Route, requests: RequestMetrics?) {
        self.route = route
        self.requests = requests
        var methods = route.methods.keys.map(\.rawValue)
        if route.methods[.get] != nil, route.methods[.head] == nil { methods.append("HEAD") }
        if route.cors { methods.append("OPTIONS") }
        allowed = HTTPField(name: .allow, value: methods.sorted().joined(separator: ", "))
    }

    /// The endpoint for `method`; HEAD goes to the one for GET, unless it has its own. `nil` if there is none.
    func endpoint(for method: HTTPRequest.Method) -> (any Endpoint)? {
        if let endpoint = route.methods[method] { return endpoint }
        return method == .head ? route.methods[.get] : nil
    }
}
