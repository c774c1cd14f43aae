import OAuthProtocol

/// Addresses that may stand in a link.
enum SafeLink {
    /// `address` if it is a path on this server or a web address; `nil` for anything else, such as `javascript:` or a
    /// path that a browser would read as another host.
    static func checked(_ address: String) -> String? {
        if address.octets.hasPrefix("/") {
            let isPrintable = address.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") }
            return isPrintable && !address.octets.hasPrefix("//") ? address : nil
        }
        guard let parts = URIParts(address), parts.host != nil else { return nil }
        return ["http", "https"].contains(parts.scheme.octets.lowercased) ? address : nil
    }
}
