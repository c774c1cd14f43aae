import OAuthProtocol

/// Finds words in the documentation: a section with all of them comes first, and of those one that has them in its heading.
struct ManualSearch: Sendable {
    /// A section that was found.
    struct Hit: Sendable {
        let page: ManualPage
        let anchor: String
        /// The page's title, and the section's heading where it is another.
        let title: String
        /// Words around the first that was found.
        let excerpt: String
    }

    /// One section, in lower case for comparing.
    private struct Entry: Sendable {
        let page: ManualPage
        let section: MarkdownDocument.Section
        let heading: [UInt8]
        let text: [UInt8]
    }

    /// Words of a query that count, and octets of each.
    private static let limit = (words: 8, length: 40)

    private let entries: [Entry]

    init(_ manual: Manual) {
        entries = manual.pages.flatMap { page in
            manual.document(of: page).sections.map { section in
                Entry(
                    page: page, section: section,
                    heading: Array("\(page.title) \(section.heading)".octets.lowercased.utf8),
                    text: Array(section.text.octets.lowercased.utf8))
            }
        }
    }

    /// At most `most` sections, the best first; none for a query without words.
    func find(_ query: String, most: Int) -> [Hit] {
        let words = query.octets.lowercased.utf8.split { !Self.isOfWord($0) }.prefix(Self.limit.words)
            .map { Array($0.prefix(Self.limit.length)) }
        guard !words.isEmpty else { return [] }
        let scored = entries.enumerated().compactMap { index, entry -> (index: Int, score: Int)? in
            let scores = words.map { word in
                (entry.heading.contains(word) ? 20 : 0) + min(Self.count(of: word, in: entry.text), 5)
            }
            let found = scores.count { $0 > 0 }
            return found == 0 ? nil : (index, found * 100 + scores.reduce(0, +))
        }
        let best = scored.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.prefix(most)
        return best.map { hit(entries[$0.index], words) }
    }

    private func hit(_ entry: Entry, _ words: [[UInt8]]) -> Hit {
        let (page, heading) = (entry.page, entry.section.heading)
        let isFirst = heading.octets == page.title.octets || heading.isEmpty
        return Hit(
            page: page, anchor: isFirst ? "" : entry.section.anchor,
            title: isFirst ? page.title : "\(page.title): \(heading)", excerpt: Self.excerpt(of: entry, words))
    }

    /// Some forty words from a little before the first one that was found.
    private static func excerpt(of entry: Entry, _ words: [[UInt8]]) -> String {
        let all = entry.section.text.octets.split(" ")
        let first = all.firstIndex { word in
            let lowered = Array(word.octets.lowercased.utf8)
            return words.contains { lowered.contains($0) }
        }
        let start = max((first ?? 0) - 8, 0)
        let cut = all[start...].prefix(40)
        return (start > 0 ? "… " : "") + cut.joined(separator: " ") + (cut.endIndex < all.endIndex ? " …" : "")
    }

    private static func count(of word: [UInt8], in text: [UInt8]) -> Int {
        var (count, rest) = (0, text[...])
        while count < 5, let range = rest.firstRange(of: word) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }

    private static func isOfWord(_ octet: UInt8) -> Bool {
        octet.isASCIILetter || octet.isASCIIDigit || octet >= 0x80
            || [UInt8(ascii: "_"), UInt8(ascii: "-")].contains(octet)
    }
}
