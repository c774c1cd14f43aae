/// Percent-encoding (RFC 3986 §2.1) and its form variant (WHATWG URL, application/x-www-form-urlencoded).
package enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Encodes every octet except the unreserved ones (RFC 3986 §2.3): safe in any component of a URI.
    package static func encode(_ text: String) -> String {
        encode(text, form: false)
    }

    /// - `form`: whether a space is written as `+`.
    private static func encode(_ text: String, form: Bool) -> String {
        var encoded: [UInt8] = []
        for octet in text.utf8 {
            if isUnreserved(octet) {
                encoded.append(octet)
            } else if form, octet == 0x20 {
                encoded.append(UInt8(ascii: "+"))
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Names and values as a query has them (`application/x-www-form-urlencoded`, RFC 6749 appendix B). A space is `+`, for
    /// the sake of clients that look for what they sent: whoever sent a `+` unencoded meant it, and whoever decodes reads a
    /// space.
    package static func query(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(encode($0.name, form: true))=\(encode($0.value, form: true))" }.joined(separator: "&")
    }

    /// The same for any octets; requests are read with the version for those that lie together.
    package static func decode(_ octets: some Sequence<UInt8>, form: Bool) -> String? {
        Array(octets).withUnsafeBufferPointer { decode($0, form: form) }
    }

    /// Decodes `%XX` and, in a form, `+` as a space. `nil` for a broken escape or octets that are not UTF-8.
    package static func decode(_ octets: UnsafeBufferPointer<UInt8>, form: Bool) -> String? {
        // Most values need no decoding. Looked at to the end, sixteen octets at once: to stop at the first one, or to say this by
        // `contains`, takes ten times as long.
        var marks: UInt8 = 0
        for octet in octets { marks |= (octet == UInt8(ascii: "%") ? 1 : 0) | (octet == UInt8(ascii: "+") ? 1 : 0) }
        if marks == 0 { return String(utf8: octets) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(octets.count)
        var iterator = octets.makeIterator()
        while let octet = iterator.next() {
            if octet == UInt8(ascii: "%") {
                guard let high = iterator.next(), let low = iterator.next(), let value = Self.octet(high, low) else {
                    return nil
                }
                decoded.append(value)
            } else if form, octet == UInt8(ascii: "+") {
                decoded.append(0x20)
            } else {
                decoded.append(octet)
            }
        }
        return String(utf8: decoded[...])
    }

    /// The octet that two hexadecimal digits write; `nil` if they are none.
    static func octet(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = hexValue(high), let low = hexValue(low) else { return nil }
        return high << 4 | low
    }

    /// What a hexadecimal digit stands for; `nil` if it is none.
    package static func hexValue(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x41 + 10
        case 0x61...0x66: octet - 0x61 + 10
        default: nil
        }
    }

    /// ALPHA / DIGIT / `-` / `.` / `_` / `~`
    package static func isUnreserved(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: true
        default: false
        }
    }
}
