import HTTPTypes
import Logging
import Synchronization

/// Sees every request that was answered: one count, one duration, one line.
package struct RequestObserver: Sendable {
    /// What stands for the route of a request that none answered to: its path came from outside, and is not repeated.
    static let unmatched = "unmatched"

    private let registry: MetricsRegistry
    private let log: AccessLog
    /// Nanoseconds of a clock that never goes back.
    let ticks: @Sendable () -> UInt64

    /// - `every`: each so manyth request has a line, 0 for none; those that failed on our side have one in any case.
    /// - `ticks`: nanoseconds of a clock that never goes back.
    package init(
        metrics: MetricsRegistry, logger: Logger, every: Int = 1, ticks: @escaping @Sendable () -> UInt64
    ) {
        registry = metrics
        log = AccessLog(logger: logger, every: every)
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

/// One line for each request. Route templates stand for URIs, and no query, header or body is ever in it: those carry
/// codes, tokens and passwords.
final class AccessLog: Sendable {
    private let logger: Logger
    private let every: Int
    private let passed = Atomic(0)

    /// - `every`: each so manyth request has a line, 0 for none; those that failed on our side have one in any case.
    init(logger: Logger, every: Int) {
        self.logger = logger
        self.every = every
    }

    func write(_ request: WebRequest, _ response: WebResponse, _ route: Route?, nanoseconds: UInt64) {
        let level = Self.level(response.status, route?.family)
        // Tokens are answered by the thousand: when nobody reads their lines, none is made.
        guard level >= logger.logLevel, level >= .error || isDue else { return }
        var metadata: Logger.Metadata = [
            "route": .string(route?.name ?? RequestObserver.unmatched),
            "method": .string(RequestMetrics.label(request.method)),
            "status": .stringConvertible(response.status.code),
            "outcome": .string(response.outcomeInAWord),
            "ms": .string(Self.milliseconds(nanoseconds)),
            "bytes": .stringConvertible(response.body.count),
            "request_id": .string(request.id),
            "address": .string(request.address),
        ]
        if let cause = response.logDetail { metadata["cause"] = .string(cause) }
        logger.log(level: level, "request", metadata: metadata)
    }

    private var isDue: Bool {
        every == 1 || every > 1 && passed.wrappingAdd(1, ordering: .relaxed).oldValue.isMultiple(of: every)
    }

    private static func level(_ status: HTTPResponse.Status, _ family: Route.Family?) -> Logger.Level {
        // A version or a coding that we do not speak is the client's mistake, whatever the number says.
        if status.code >= 500, status != .httpVersionNotSupported, status != .notImplemented { return .error }
        if status.code >= 400 { return .info }
        return family == .page ? .info : .debug
    }

    /// With three places after the point.
    private static func milliseconds(_ nanoseconds: UInt64) -> String {
        let microseconds = nanoseconds / 1000
        let places = String(microseconds % 1000)
        return "\(microseconds / 1000).\(String(repeating: "0", count: 3 - places.count))\(places)"
    }
}
