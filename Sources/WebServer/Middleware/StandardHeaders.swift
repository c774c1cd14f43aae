import HTTPTypes

/// What every answer carries, whoever made it.
struct StandardHeaders: Sendable {
    private static let json = HTTPField(name: .contentType, value: "application/json")
    private static let noStore = HTTPField(name: .cacheControl, value: "no-store")
    private static let noCache = HTTPField(name: .pragma, value: "no-cache")
    private static let noSniffing = HTTPField(name: .xContentTypeOptions, value: "nosniff")
    /// Two years; for this host alone, since what its subdomains speak is not ours to say.
    private static let httpsOnly = HTTPField(name: .strictTransportSecurity, value: "max-age=63072000")

    private let fixed: [HTTPField]

    init(strictTransport: Bool) {
        fixed = strictTransport ? [Self.noSniffing, Self.httpsOnly] : [Self.noSniffing]
    }

    /// RFC 6749 §5.1: an answer that may hold a token is never kept by a cache. What the endpoint itself said stays.
    func completeTokenAnswer(_ response: inout WebResponse) {
        if response.status != .noContent, !response.headers.contains(.contentType) {
            response.headers.append(Self.json)
        }
        if !response.headers.contains(.cacheControl) { response.headers.append(Self.noStore) }
        if !response.headers.contains(.pragma) { response.headers.append(Self.noCache) }
    }

    /// - `isHead`: whether the body is only to be measured (RFC 9110 §9.3.2).
    func complete(_ response: inout WebResponse, id: String, isHead: Bool) {
        response.headers.append(contentsOf: fixed)
        response.headers.append(HTTPField(name: .requestID, value: id))
        // RFC 9110 §8.6: neither of these has a body to measure.
        let isBodiless = response.status == .noContent || response.status == .notModified
        if !isBodiless {
            response.headers[.contentLength] = nil
            response.headers.append(HTTPField(name: .contentLength, value: String(response.body.count)))
        }
        if isBodiless || isHead { response.body = [] }
    }
}
