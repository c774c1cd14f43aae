import OAuthProtocol

extension WebURI {
    /// `scheme://host[:port]` as written; what requests to one server have in common.
    var origin: String { URIParts(value)?.origin ?? value }

    /// The path as written, empty for an origin alone.
    var path: String { URIParts(value)?.path ?? "" }

    /// Whether the host is this machine, so that plain http harms nobody.
    var isLoopback: Bool { LocalHost.isThisMachine(host) }

    /// The same origin with another path and query.
    func at(_ path: String) -> WebURI? {
        WebURI(origin + path)
    }

    /// This URI with parameters added to its query.
    func adding(_ fields: [(name: String, value: String)]) -> WebURI? {
        WebURI(value + (value.octets.contains("?") ? "&" : "?") + FormText.encode(fields))
    }

    /// Without one slash at its end, so that URIs which differ in nothing else can be told.
    static func withoutLastSlash(_ text: String) -> String {
        text.octets.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
