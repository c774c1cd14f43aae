/// An IPv4 or IPv6 address as octets in network order. An IPv4 address mapped into IPv6 is the IPv4 address.
package struct IPAddress: Hashable, Sendable {
    /// 4 or 16.
    package let octets: [UInt8]

    /// - Parameter text: without brackets, port or zone (RFC 4291 §2.2); `nil` if it is not an address.
    package init?(_ text: String) {
        guard let octets = Self.four(text[...]) ?? Self.six(text) else { return nil }
        let mapped = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]
        self.octets = octets.starts(with: mapped) ? Array(octets.dropFirst(12)) : octets
    }

    private static func four(_ text: Substring) -> [UInt8]? {
        let parts = text.octets.split(".", keepsEmpty: true)
        guard parts.count == 4 else { return nil }
        let octets = parts.compactMap { decimal($0) }
        return octets.count == 4 ? octets : nil
    }

    /// Up to three digits without a leading zero, which some would read as octal.
    private static func decimal(_ text: Substring) -> UInt8? {
        guard 1...3 ~= text.utf8.count, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            text == "0" || text.utf8.first != UInt8(ascii: "0")
        else { return nil }
        return UInt8(text)
    }

    private static func six(_ text: String) -> [UInt8]? {
        guard text.utf8.contains(UInt8(ascii: ":")), text.utf8.count <= 45 else { return nil }
        let sides = sides(of: text)
        let parts = sides.map { groups($0) }
        guard let head = parts.first ?? nil else { return nil }
        guard parts.count == 2 else { return head.count == 16 ? head : nil }
        guard let tail = parts[1], head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// What stands before and behind the first `::`; the whole text if there is none.
    private static func sides(of text: String) -> [Substring] {
        let octets = text.utf8
        var previous: String.Index?
        for index in octets.indices where octets[index] == UInt8(ascii: ":") {
            if let previous, octets.index(after: previous) == index {
                return [text[..<previous], text[octets.index(after: index)...]]
            }
            previous = index
        }
        return [text[...]]
    }

    /// Two octets for each group between colons; the last one may be an IPv4 address. `nil` if one is neither.
    private static func groups(_ text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        let parts = text.octets.split(":", keepsEmpty: true)
        var octets: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, let embedded = four(part) {
                octets += embedded
            } else if let group = hexadecimal(part) {
                octets += [UInt8(group >> 8), UInt8(group & 0xff)]
            } else {
                return nil
            }
        }
        return octets
    }

    private static func hexadecimal(_ text: Substring) -> UInt16? {
        // Swift would read a sign too.
        guard 1...4 ~= text.utf8.count, text.utf8.first != UInt8(ascii: "+") else { return nil }
        return UInt16(text, radix: 16)
    }
}
