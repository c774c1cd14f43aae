/// A text as the octets that came over the wire: searched, split and compared as those, and as nothing else.
///
/// A `Character` of Swift may be several scalars, and strings are equal where Unicode calls them canonically equivalent:
/// U+037E is `;` there, U+212A is `K`, U+1FEF is a grave accent, and a `:` before a combining mark is no `:`. No
/// specification of ours means text that way, and what is another text to a browser or a library must be one here.
package struct Octets: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    private let text: Substring

    fileprivate init(_ text: Substring) {
        self.text = text
    }

    package init(stringLiteral text: String) {
        self.text = text[...]
    }

    package static func == (left: Octets, right: Octets) -> Bool {
        left.text.utf8.count == right.text.utf8.count
            && left.withOctets { left in right.withOctets { left.elementsEqual($0) } }
    }

    /// Calls `body` with them where they lie: one after the other is slower than all that is done with most of them.
    private func withOctets<Value>(_ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        text.utf8.withContiguousStorageIfAvailable(body) ?? Array(text.utf8).withUnsafeBufferPointer(body)
    }

    /// By the octets too: a stranger could otherwise send thousands of names that all fall into one place of a table.
    package func hash(into hasher: inout Hasher) {
        withOctets { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(text.utf8.count)
    }

    package func hasPrefix(_ prefix: String) -> Bool {
        text.utf8.starts(with: prefix.utf8)
    }

    package func hasSuffix(_ suffix: String) -> Bool {
        text.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    package func contains(_ part: String) -> Bool {
        // A search for one octet is a tenth of one for several.
        guard let only = part.utf8.first, part.utf8.count == 1 else { return text.utf8.contains(part.utf8) }
        return text.utf8.contains(only)
    }

    /// The parts between delimiters, which are ASCII.
    ///
    /// - `keepsEmpty`: whether there is a part between two delimiters that touch, and at either end.
    /// - `most`: how many parts there are at most; what is behind them is not looked at. For header fields, of which a
    ///   request may have 64 KiB.
    package func split(_ delimiter: Unicode.Scalar, keepsEmpty: Bool = false, most: Int = .max) -> [Substring] {
        let splits = text.utf8.split(
            separator: UInt8(ascii: delimiter), maxSplits: most, omittingEmptySubsequences: !keepsEmpty)
        return splits.prefix(most).map { Substring($0) }
    }

    /// What stands before and behind the first delimiter, which is ASCII; `nil` if there is none.
    package func cut(at delimiter: Unicode.Scalar) -> (before: Substring, after: Substring)? {
        text.utf8.firstIndex(of: UInt8(ascii: delimiter)).map { index in
            (Substring(text.utf8[..<index]), Substring(text.utf8[text.utf8.index(after: index)...]))
        }
    }

    /// What stands before the first delimiter, which is ASCII; the whole text if there is none.
    package func before(_ delimiter: Unicode.Scalar) -> Substring {
        cut(at: delimiter)?.before ?? text
    }

    /// With `A` to `Z` in lower case and every other octet as it is.
    package var lowercased: String {
        let isCapital: (UInt8) -> Bool = { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }
        guard text.utf8.contains(where: isCapital) else { return String(text) }
        return String(decoding: text.utf8.map { isCapital($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// With `a` to `z` as capitals and every other octet as it is.
    package var uppercased: String {
        let isSmall: (UInt8) -> Bool = { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
        return String(decoding: text.utf8.map { isSmall($0) ? $0 & 0xdf : $0 }, as: UTF8.self)
    }

    /// Without the spaces and tabs at either end (RFC 9110 §5.6.3).
    package var trimmed: Substring {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let inner = text.utf8.drop(while: isSpace)
        let end = inner.lastIndex { !isSpace($0) }.map { inner.index(after: $0) } ?? inner.startIndex
        return Substring(inner[..<end])
    }

    package var description: String { String(text) }
}

extension UInt8 {
    /// Whether the octet is one of `A` to `Z` and `a` to `z`.
    package var isASCIILetter: Bool { (0x61...0x7a).contains(self | 0x20) }
    /// Whether the octet is one of `0` to `9`.
    package var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
}

extension String {
    /// The string as octets.
    package var octets: Octets { Octets(self[...]) }
}

extension Substring {
    /// The part of a string as octets.
    package var octets: Octets { Octets(self) }
}
