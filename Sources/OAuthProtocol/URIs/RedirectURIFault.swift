/// Why a text is no redirect URI of anybody's.
package enum RedirectURIFault: Error, Equatable, Sendable {
    case notAbsolute
    /// RFC 6749 §3.1.2
    case hasFragment
    case hasNoHost
    /// Plain http where anybody between can read the code.
    case plainHTTP
    /// A scheme that browsers act on themselves: script of the page that sent them, a file, a mail.
    case browserScheme
    /// `HTTPS:` and its like, which every browser sends in lower case.
    case schemeInCapitals
    case hasNothingAfterScheme

    /// Schemes that browsers or the system act on by themselves, in lower case.
    private static let browserSchemes: Set<String> = [
        "about", "blob", "chrome", "content", "data", "edge", "feed", "file", "filesystem", "ftp", "intent", "jar",
        "javascript", "livescript", "mailto", "mhtml", "resource", "sms", "tel", "vbscript", "view-source", "ws", "wss",
    ]

    /// `nil` for what may be a redirect URI.
    ///
    /// - `parts`: `nil` for a text that is not an absolute URI.
    package init?(of parts: URIParts?) {
        guard let parts else {
            self = .notAbsolute
            return
        }
        if parts.fragment != nil {
            self = .hasFragment
            return
        }
        let scheme = parts.scheme.octets.lowercased
        switch scheme {
        case _ where Self.browserSchemes.contains(scheme): self = .browserScheme
        case "http", "https":
            guard parts.scheme == scheme else {
                self = .schemeInCapitals
                return
            }
            guard let host = parts.host else {
                self = .hasNoHost
                return
            }
            guard scheme == "https" || LocalHost.isPrivate(host) else {
                self = .plainHTTP
                return
            }
            return nil
        default:
            guard parts.rest.isEmpty else { return nil }
            self = .hasNothingAfterScheme
        }
    }

    /// Whether a text would have a browser run something, or open what only this machine has.
    package static func isBrowserScheme(_ text: String) -> Bool {
        let scheme = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        return browserSchemes.contains(String(decoding: scheme, as: UTF8.self).octets.lowercased)
    }

    /// What is wrong with it, to be read after the URI.
    package var reason: String {
        switch self {
        case .notAbsolute: "is not an absolute URI in plain ASCII"
        case .hasFragment: "has a fragment, which a redirect URI cannot have (RFC 6749 section 3.1.2)"
        case .hasNoHost: "has no host, or one with user information or an impossible port"
        case .plainHTTP: "is plain http, which only loopback may have: use https"
        case .browserScheme: "has a scheme that browsers act on themselves, so no application receives the answer"
        case .schemeInCapitals: "has http or https in capitals: write it in lower case, as browsers do"
        case .hasNothingAfterScheme: "has nothing after its scheme"
        }
    }
}
