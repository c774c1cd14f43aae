import HTTPTypes
import Logging

/// One line for each request. Route templates stand for URIs, and no query, header or body is ever in it: those carry
/// codes, tokens and passwords.
struct AccessLog: Sendable {
    let logger: Logger

    func write(_ request: WebRequest, _ response: WebResponse, _ route: Route?, nanoseconds: UInt64) {
        let level = Self.level(response.status, route?.family)
        // Tokens are answered by the thousand: when nobody reads their lines, none is made.
        guard level >= logger.logLevel else { return }
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
