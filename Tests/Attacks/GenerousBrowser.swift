/// The host that a browser would go to, by the generous reading of the WHATWG URL standard: tabs and line ends are
/// nothing, backslashes are slashes, any number of slashes begins the authority, and the last `@` ends the user
/// information.
enum GenerousBrowser {
    static func host(of url: String) -> String {
        var text = String(String.UnicodeScalarView(url.unicodeScalars.filter { !["\t", "\n", "\r"].contains($0) }))
        while let first = text.unicodeScalars.first, first.value <= 0x20 { text.unicodeScalars.removeFirst() }
        text = text.replacing("\\", with: "/")
        guard let colon = text.firstIndex(of: ":") else { return "" }
        let authority = text[text.index(after: colon)...].drop { $0 == "/" }.prefix {
            $0 != "/" && $0 != "?" && $0 != "#"
        }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        if host.hasPrefix("[") { return String(host.prefix { $0 != "]" }) }
        return host.prefix { $0 != ":" }.lowercased()
    }
}
