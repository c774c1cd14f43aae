extension String {
    /// The string seen as the ASCII that protocol elements are made of.
    var ascii: ASCIIText { ASCIIText(utf8: utf8) }
}

/// Comparisons on octets: a `Character` of Swift may be several scalars, and no header or path means it that way.
struct ASCIIText {
    let utf8: String.UTF8View

    /// In lower case and without white space around it.
    var trimmed: String {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let inner = utf8.drop(while: isSpace)
        let end = inner.lastIndex { !isSpace($0) }.map { inner.index(after: $0) } ?? inner.startIndex
        return String(decoding: inner[inner.startIndex..<end].map(\.lowercasedASCII), as: UTF8.self)
    }

    /// With `A` to `Z` in lower case; `nil` if there is none, since then nothing changes.
    var lowercased: String? {
        guard utf8.contains(where: { $0 != $0.lowercasedASCII }) else { return nil }
        return String(decoding: utf8.map(\.lowercasedASCII), as: UTF8.self)
    }

    func hasPrefix(_ prefix: String) -> Bool {
        utf8.starts(with: prefix.utf8)
    }

    func contains(_ part: String) -> Bool {
        utf8.contains(part.utf8)
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self
    }
}
