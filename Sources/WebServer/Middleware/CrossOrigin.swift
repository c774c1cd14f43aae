import HTTPTypes

/// Scripts of any origin may use the routes that say so, never with a browser's cookies: `*` without credentials (WHATWG Fetch,
/// CORS protocol).
enum CrossOrigin {
    private static let anyOrigin = HTTPField(name: .accessControlAllowOrigin, value: "*")
    private static let exposed = HTTPField(
        name: .accessControlExposeHeaders, value: "WWW-Authenticate, DPoP-Nonce, Retry-After")
    /// What requests carry here, and what the tracing of a page adds to each of them without asking (W3C Trace Context and
    /// Baggage, Sentry): it decides nothing here, and a request must not fail for it.
    private static let requestable = HTTPField(
        name: .accessControlAllowHeaders,
        value: """
            content-type, authorization, dpop, mcp-protocol-version, traceparent, tracestate, baggage, sentry-trace
            """)
    /// Two hours, the most that browsers keep a preflight answer.
    private static let kept = HTTPField(name: .accessControlMaxAge, value: "7200")

    /// Lets any origin read this answer.
    static func open(_ response: inout WebResponse) {
        response.headers.append(anyOrigin)
        response.headers.append(exposed)
    }

    /// The answer to OPTIONS, preflight or not.
    static func preflight(_ allowed: HTTPField) -> WebResponse {
        WebResponse(
            status: .noContent,
            headers: HTTPFields([
                allowed, HTTPField(name: .accessControlAllowMethods, value: allowed.value), requestable, kept,
            ]), outcome: "preflight")
    }
}
