/// The origin of a web address as browsers spell it in `Origin` and in the address bar (URL Standard, host parsing and
/// serializing; RFC 6454 §6.2): host in lower case, no default port, IPv6 in its shortest form.
package struct BrowserOrigin: Hashable, Sendable {
    /// `scheme://host[:port]`
    package let value: String

    /// `nil` where the scheme is not http or https in whatever case, or the host is one that browsers refuse, decode or
    /// take for an IPv4 address in another notation: which one they reach is then for no text to say.
    package init?(_ parts: URIParts) {
        let scheme = parts.scheme.octets.lowercased
        guard scheme == "https" || scheme == "http", let written = parts.host else { return nil }
        guard let host = written.utf8.first == UInt8(ascii: "[") ? Self.literal(written) : Self.name(written) else {
            return nil
        }
        let number = parts.port.flatMap { UInt16($0) }
        let port = number.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : ":\($0)" } ?? ""
        value = "\(scheme)://\(host)\(port)"
    }

    private static func name(_ host: String) -> String? {
        let forbidden = Array("%[]".utf8)
        guard !host.utf8.contains(where: { forbidden.contains($0) }) else { return nil }
        var labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
        guard let last = labels.last, isNumber(last) else { return host.octets.lowercased }
        return IPAddress(host) == nil ? nil : host
    }

    /// Whether a host whose last label this is counts as an IPv4 address: decimal, or hexadecimal behind `0x`.
    private static func isNumber(_ label: Substring.UTF8View) -> Bool {
        if !label.isEmpty, label.allSatisfy({ (0x30...0x39).contains($0) }) { return true }
        let mark = label.prefix(2)
        guard mark.elementsEqual("0x".utf8) || mark.elementsEqual("0X".utf8) else { return false }
        return label.dropFirst(2).allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20)
        }
    }

    /// The first of the longest runs of two or more groups of zeros is left out.
    private static func literal(_ host: String) -> String? {
        let text = String(host.dropFirst().dropLast())
        guard text.utf8.contains(UInt8(ascii: ":")), let address = IPAddress(text) else { return nil }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
        let octets = address.octets.count == 4 ? mapped + address.octets : address.octets
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || groups[index] != 0 {
            if index - start > max(longest.count, 1) { longest = start..<index }
            start = index + 1
        }
        let written = { (some: ArraySlice<UInt16>) in
            some.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard !longest.isEmpty else { return "[\(written(groups[...]))]" }
        return "[\(written(groups[..<longest.lowerBound]))::\(written(groups[longest.upperBound...]))]"
    }
}
