import HTTPTypes

/// `GET /metrics`: Prometheus text, version 0.0.4.
struct MetricsEndpoint: Endpoint {
    let registry: MetricsRegistry

    func respond(to request: WebRequest) async -> WebResponse {
        WebResponse(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"], body: registry.render(),
            outcome: "ok")
    }
}
