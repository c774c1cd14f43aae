import HTTPTypes
import Synchronization

/// The numbers of one route. What a request adds to is found without building a label.
final class RequestMetrics: Sendable {
    private struct Row {
        let method: HTTPRequest.Method
        let status: Int
        let outcome: String
        let counter: Counter
    }

    private let route: String
    private let registry: MetricsRegistry
    private let duration: Histogram
    /// Few, since each is a combination that this route has answered with: searched in order.
    private let rows = Mutex<[Row]>([])

    init(route: String, registry: MetricsRegistry) {
        self.route = route
        self.registry = registry
        duration = registry.histogram(
            "cardea_http_request_duration_seconds", help: "Time from a request's last octet to its answer.",
            labels: ["route": route], bounds: Histogram.seconds)
    }

    func count(method: HTTPRequest.Method, response: WebResponse, nanoseconds: UInt64) {
        duration.observe(Double(nanoseconds) / 1_000_000_000)
        let outcome = response.outcomeInAWord
        let status = response.status.code
        let method = Self.known.contains(method) ? method : Self.other
        rows.withLock { rows in
            if let row = rows.first(where: { $0.status == status && $0.outcome == outcome && $0.method == method }) {
                return row.counter
            }
            let counter = registry.counter(
                "cardea_http_requests_total", help: "Requests answered.",
                labels: [
                    "route": route, "method": Self.label(method), "status": String(status), "outcome": outcome,
                ])
            rows.append(Row(method: method, status: status, outcome: outcome, counter: counter))
            return counter
        }.increment()
    }

    private static let known: [HTTPRequest.Method] = [.post, .get, .head, .options, .put, .delete, .patch]
    static let other = HTTPRequest.Method("OTHER") ?? .trace

    /// The method, or `OTHER`: a client may make up any number of them, and each would be a series.
    static func label(_ method: HTTPRequest.Method) -> String {
        known.contains(method) ? method.rawValue : "OTHER"
    }
}
