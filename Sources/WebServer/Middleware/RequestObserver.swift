import HTTPTypes
import Logging

/// Sees every request that was answered: one count, one duration, one line.
package struct RequestObserver: Sendable {
    /// What stands for the route of a request that none answered to: its path came from outside, and is not repeated.
    static let unmatched = "unmatched"

    private let registry: MetricsRegistry
    private let log: AccessLog
    /// Nanoseconds of a clock that never goes back.
    let ticks: @Sendable () -> UInt64

    /// - `ticks`: nanoseconds of a clock that never goes back.
    package init(metrics: MetricsRegistry, logger: Logger, ticks: @escaping @Sendable () -> UInt64) {
        registry = metrics
        log = AccessLog(logger: logger)
        self.ticks = ticks
    }

    func metrics(of route: String) -> RequestMetrics {
        RequestMetrics(route: route, registry: registry)
    }

    func observe(
        _ request: WebRequest, _ response: WebResponse, _ route: Route?, _ metrics: RequestMetrics?, since start: UInt64
    ) {
        let end = ticks()
        let nanoseconds = end > start ? end - start : 0
        metrics?.count(method: request.method, response: response, nanoseconds: nanoseconds)
        log.write(request, response, route, nanoseconds: nanoseconds)
    }
}

extension WebResponse {
    /// ``outcome``, or the status in a word.
    var outcomeInAWord: String {
        if let outcome { return outcome }
        switch status.kind {
        case .informational, .successful: return "ok"
        case .redirection: return "redirect"
        case .clientError: return "refused"
        case .serverError, .invalid: return "failed"
        }
    }
}
