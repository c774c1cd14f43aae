import OAuthProtocol

/// The target of a request line, taken apart but not decoded (RFC 9112 §3.2).
struct RequestTarget {
    /// Begins with a slash, or is `*`.
    let path: String
    let query: String?

    init(_ target: String) {
        var rest = target.utf8[...]
        if rest.first != UInt8(ascii: "/"), let authority = Self.endOfScheme(rest) {
            // Absolute form, as to a proxy: whose authority it names does not matter to us.
            rest = rest[authority...].drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        }
        let mark = rest.firstIndex(of: UInt8(ascii: "?"))
        let path = rest[..<(mark ?? rest.endIndex)]
        self.path = path.isEmpty ? "/" : String(Substring(path))
        query = mark.map { String(Substring(rest[rest.index(after: $0)...])) }
    }

    /// Behind `http://` or `https://`; `nil` if there is neither.
    private static func endOfScheme(_ target: Substring.UTF8View) -> Substring.UTF8View.Index? {
        for scheme in ["http://", "https://"] {
            let start = Substring(target.prefix(scheme.utf8.count))
            if start.octets.lowercased == scheme {
                return target.index(target.startIndex, offsetBy: scheme.utf8.count)
            }
        }
        return nil
    }
}
