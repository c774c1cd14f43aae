/// The cookies that one site has set in a browser (RFC 6265bis §5).
package struct CookieJar: Sendable {
    /// The name and value of each cookie.
    package private(set) var values: [String: String] = [:]
    /// The attributes with which each cookie was set, lower-case, as in `path=/`.
    package private(set) var attributes: [String: Set<String>] = [:]

    package init() {}

    /// Takes one `Set-Cookie` line; `Max-Age=0` removes.
    package mutating func take(_ line: String) {
        let parts = line.split(separator: ";").map { $0.drop { $0 == " " } }
        guard let pair = parts.first?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false),
            pair.count == 2
        else { return }
        let name = String(pair[0])
        let attributes = Set(parts.dropFirst().map { $0.lowercased() })
        if attributes.contains("max-age=0") {
            self.attributes[name] = nil
            values[name] = nil
        } else {
            self.attributes[name] = attributes
            values[name] = String(pair[1])
        }
    }

    /// Puts a cookie there that no server set, or with `nil` removes one.
    package mutating func plant(_ name: String, _ value: String?) {
        values[name] = value
    }

    /// The `Cookie` header; `nil` for an empty jar.
    package var header: String? {
        values.isEmpty ? nil : values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    }
}
