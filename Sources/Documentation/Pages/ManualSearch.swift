import OAuthProtocol

/// Finds words in the documentation: a section with all of them comes first, and of those one that has them in its heading.
///
/// A list of all words tells where each stands, so that a search costs what it finds and not what there is.
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

    /// How often a word stands in a section.
    private struct Place: Sendable {
        /// An index of `entries`.
        let entry: Int
        var count = 0
        var isInTitle = false
        var isInHeading = false

        /// A word of a heading counts more than any number in the text.
        var points: Int { (isInTitle || isInHeading ? 20 : 0) + (isInHeading ? 10 : 0) + min(count, 5) }
    }

    private typealias Entry = (page: ManualPage, section: MarkdownDocument.Section)

    /// Words of a query that count, and octets of each.
    private static let limit = (words: 8, length: 40)
    /// Octets from which on a word is also found as the beginning of another.
    private static let beginning = 3

    private let entries: [Entry]
    /// In the order of their octets, in lower case.
    private let words: [(word: [UInt8], places: [Place])]

    init(_ manual: Manual) {
        entries = manual.pages.flatMap { page in manual.document(of: page).sections.map { (page, $0) } }
        var found: [[UInt8]: [Place]] = [:]
        for (index, entry) in entries.enumerated() {
            let note = { (text: String, change: (inout Place) -> Void) in
                for word in Self.words(of: text) {
                    var places = found[word, default: []]
                    if places.last?.entry != index { places.append(Place(entry: index)) }
                    change(&places[places.count - 1])
                    found[word] = places
                }
            }
            note(entry.page.title) { $0.isInTitle = true }
            note(entry.section.heading) { $0.isInHeading = true }
            note(entry.section.text) { $0.count += 1 }
        }
        words = found.map { ($0.key, $0.value) }.sorted { $0.word.lexicographicallyPrecedes($1.word) }
    }

    /// At most `most` sections, the best first; none for a query without words.
    func find(_ query: String, most: Int) -> [Hit] {
        let wanted = Self.words(of: query).prefix(Self.limit.words).map { Array($0.prefix(Self.limit.length)) }
        var scores: [Int: Int] = [:]
        for word in wanted {
            for (entry, points) in points(of: word) { scores[entry, default: 0] += 100 + points }
        }
        let best = scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most)
        return best.map { hit(entries[$0.key], wanted) }
    }

    /// What each section has of a word, and of words that begin with it.
    private func points(of wanted: [UInt8]) -> [Int: Int] {
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if words[middle].word.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
        }
        var points: [Int: Int] = [:]
        for (word, places) in words[low...] {
            guard word.starts(with: wanted) else { break }
            guard word.count == wanted.count || wanted.count >= Self.beginning else { break }
            for place in places { points[place.entry] = max(points[place.entry] ?? 0, place.points) }
        }
        return points
    }

    private func hit(_ entry: Entry, _ words: [[UInt8]]) -> Hit {
        let (page, heading) = (entry.page, entry.section.heading)
        let isFirst = heading.octets == page.title.octets || heading.isEmpty
        return Hit(
            page: page, anchor: isFirst ? "" : entry.section.anchor,
            title: isFirst ? page.title : "\(page.title): \(heading)", excerpt: Self.excerpt(of: entry, words))
    }

    /// Some forty words from a little before the first one that was found.
    private static func excerpt(of entry: Entry, _ wanted: [[UInt8]]) -> String {
        let all = entry.section.text.octets.split(" ")
        let first = all.firstIndex { text in
            words(of: String(text)).contains { word in wanted.contains { word.starts(with: $0) } }
        }
        let start = max((first ?? 0) - 8, 0)
        let cut = all[start...].prefix(40)
        return (start > 0 ? "… " : "") + cut.joined(separator: " ") + (cut.endIndex < all.endIndex ? " …" : "")
    }

    private static func words(of text: String) -> [[UInt8]] {
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
        let small = isPlain ? text.octets.lowercased : text.unicodeScalars.map(\.properties.lowercaseMapping).joined()
        return small.utf8.split { !isOfWord($0) }.map(Array.init)
    }

    private static func isOfWord(_ octet: UInt8) -> Bool {
        octet.isASCIILetter || octet.isASCIIDigit || octet >= 0x80
    }
}
