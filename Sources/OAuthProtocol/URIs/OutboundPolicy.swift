/// Where the server may fetch from and post to, as far as the URI itself shows: https, to names and addresses of the public
/// internet, and what the operator exempts (`outbound.allow`). What a name leads to is judged when it is resolved.
package struct OutboundPolicy: Sendable {
    /// Why a URI is never visited.
    package enum Objection: Error, Hashable, Sendable {
        case plainHTTP
        /// The host is an address, or a name, that is not of the public internet.
        case notPublic
        /// The host is written so that two programs might read it differently.
        case unclear
    }

    /// `host:port` in lower case.
    private let allowed: Set<String>

    /// - Parameter allowed: `host:port` pairs that are exempt.
    package init(allowing allowed: some Sequence<String>) {
        self.allowed = Set(allowed.map { $0.octets.lowercased })
    }

    /// - Returns: `nil` if nothing speaks against a visit.
    package func objection(to uri: WebURI) -> Objection? {
        let isPlain = Self.isPlain(uri.host)
        if isPlain, isExempt(uri) { return nil }
        guard uri.isSecure else { return .plainHTTP }
        guard isPlain else { return .unclear }
        return Self.isPublic(uri.host) ? nil : .notPublic
    }

    /// Whether the operator exempted the host and port, wherever the name leads.
    package func isExempt(_ uri: WebURI) -> Bool {
        allowed.contains(uri.hostAndPort)
    }

    /// Whether a host has no escapes or other characters that an HTTP client might read in its own way: it would then
    /// miss the address that was vetted and resolve the name once more.
    private static func isPlain(_ host: String) -> Bool {
        let isLiteral = host.utf8.first == UInt8(ascii: "[")
        let name = isLiteral ? host.utf8.dropFirst().dropLast() : host.utf8[...]
        return name.allSatisfy { PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: ":") && isLiteral }
    }

    private static func isPublic(_ host: String) -> Bool {
        let isLiteral = host.utf8.first == UInt8(ascii: "[")
        if let address = IPAddress(isLiteral ? String(decoding: host.utf8.dropFirst().dropLast(), as: UTF8.self) : host)
        {
            return !SpecialUseAddress.contains(address.octets)
        }
        return !isLiteral && !LocalHost.isPrivate(host)
    }
}

extension OutboundPolicy.Objection {
    /// The rule and what helps, for operators.
    package func advice(on uri: WebURI) -> String {
        switch self {
        case .plainHTTP: "is plain http, and is not reached before \(uri.hostAndPort) is listed in outbound.allow"
        case .notPublic:
            "leads to a special-use address, and is not reached before \(uri.hostAndPort) is listed in outbound.allow"
        case .unclear: "has a host that is not a plain name or address, and is never reached"
        }
    }

    /// The rule alone, for everybody else.
    package var rule: String {
        switch self {
        case .plainHTTP: "must be https"
        case .notPublic: "must be an address of the public internet"
        case .unclear: "must have a plain name or address as its host"
        }
    }
}
