import OAuthProtocol

/// Why a text is not an issuer identifier of this server.
package enum IssuerFault: Error, Equatable, Sendable {
    case notAbsolute
    /// RFC 8414 §2
    case hasQueryOrFragment
    case endsWithSlash
    /// A host that browsers refuse, or that they make another one of.
    case hostBrowsersReadOtherwise(String)
    /// Browsers write this in its place, in `Origin` too, and so their forms would pass for another site's.
    case browsersWrite(String)
    /// A segment `.` or `..`, which browsers resolve before they ask.
    case hasDotSegment
    /// Plain http that is not on loopback.
    case plainHTTP(host: String)

    /// `nil` for a text that may be an issuer.
    package init?(of text: String) {
        guard let parts = URIParts(text), let host = parts.host,
            ["http", "https"].contains(parts.scheme.octets.lowercased)
        else {
            self = .notAbsolute
            return
        }
        guard parts.query == nil, parts.fragment == nil else {
            self = .hasQueryOrFragment
            return
        }
        guard text.utf8.last != UInt8(ascii: "/") else {
            self = .endsWithSlash
            return
        }
        guard let origin = BrowserOrigin(parts) else {
            self = .hostBrowsersReadOtherwise(host)
            return
        }
        guard let written = parts.origin, written.utf8.elementsEqual(origin.value.utf8) else {
            self = .browsersWrite(origin.value + parts.path)
            return
        }
        guard !Self.hasDotSegment(parts.path) else {
            self = .hasDotSegment
            return
        }
        guard parts.scheme == "https" || LocalHost.isLoopback(host) else {
            self = .plainHTTP(host: host)
            return
        }
        return nil
    }

    /// Everything that is wrong with a text: each thing, and what else is wrong once that is mended.
    package static func all(of text: String) -> [IssuerFault] {
        var (faults, rest): ([IssuerFault], String?) = ([], text)
        while let text = rest, let fault = IssuerFault(of: text), !faults.contains(fault) {
            faults.append(fault)
            rest = fault.mended(text)
        }
        return faults
    }

    /// The text without the fault; `nil` where nobody knows what was meant.
    private func mended(_ text: String) -> String? {
        switch self {
        case .hasQueryOrFragment: String(Substring(text.utf8.prefix { !"?#".utf8.contains($0) }))
        case .endsWithSlash:
            String(Substring(text.utf8.dropLast(text.utf8.reversed().prefix { $0 == UInt8(ascii: "/") }.count)))
        case .browsersWrite(let written): written
        default: nil
        }
    }

    private static func hasDotSegment(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/")).contains { segment in
            let plain = String(decoding: segment, as: UTF8.self).octets.lowercased
            return [".", "..", "%2e", ".%2e", "%2e.", "%2e%2e"].contains { $0.utf8.elementsEqual(plain.utf8) }
        }
    }

    /// What is wrong with it, to be read after `issuer`.
    package var reason: String {
        switch self {
        case .notAbsolute: "must be a URL such as https://login.example.com"
        case .hasQueryOrFragment: "must have no query and no fragment"
        case .endsWithSlash: "must not end with a slash"
        case .hostBrowsersReadOtherwise(let host):
            "must have a host that browsers leave as it is, which \(host) is not: write a name without escapes, or an"
                + " address as four decimal numbers or in brackets"
        case .browsersWrite(let text): "must be written as browsers write it: \(text)"
        case .hasDotSegment: "must have no segment . or .. in its path, since browsers resolve them"
        case .plainHTTP(let host): "must be https, since \(host) is not a loopback host"
        }
    }
}
