import OAuthProtocol

/// What a browser says about the languages that its user reads (RFC 9110 §12.5.4).
enum LanguagePreference {
    /// Octets of the header that are looked at, and how many wishes are heeded: more than any browser sends.
    private static let attention = 1024
    private static let most = 32

    /// The tags of an `Accept-Language` field, the dearest first; those of equal weight in their order. What cannot be
    /// read is passed over, as is `*`, which asks for nothing in particular, and what has the weight 0.
    static func wishes(ofHeader field: String) -> [String] {
        var wishes: [(tag: String, weight: Int)] = []
        for element in field.utf8.prefix(attention).split(separator: UInt8(ascii: ",")).prefix(most) {
            let parts = element.split(separator: UInt8(ascii: ";")).map { String(Substring($0).octets.trimmed) }
            guard let tag = parts.first, !tag.isEmpty, tag != "*" else { continue }
            guard let weight = weight(parts.dropFirst()), weight > 0 else { continue }
            wishes.append((tag, weight))
        }
        return wishes.enumerated()
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element.tag)
    }

    /// In thousandths; 1000 if none is given, `nil` if it is not one (RFC 9110 §12.4.2).
    private static func weight(_ parameters: ArraySlice<String>) -> Int? {
        guard let parameter = parameters.first else { return 1000 }
        guard parameters.count == 1, parameter.octets.lowercased.octets.hasPrefix("q=") else { return nil }
        let digits = parameter.utf8.dropFirst(2).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = digits.first.flatMap({ Int(Substring($0)) }), (0...1).contains(whole), digits.count <= 2
        else { return nil }
        let fraction = digits.count == 2 ? String(Substring(digits[1])) : ""
        guard fraction.utf8.count <= 3, fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let thousandths = Int(fraction + String(repeating: "0", count: 3 - fraction.utf8.count)) ?? 0
        return whole == 1 ? (thousandths == 0 ? 1000 : nil) : thousandths
    }
}
