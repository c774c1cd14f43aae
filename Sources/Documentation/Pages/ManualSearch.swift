import OAuthProtocol

/// Finds words in the documentation: a section with all of them comes first, and of those one that has them in its title and
/// its heading. ``SearchScript`` judges alike.
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

        /// That it is there counts most; in the title and in the heading more than any number in the text.
        var points: Int { 100 + (isInTitle ? 40 : 0) + (isInHeading ? 60 : 0) + min(count, 5) }

        mutating func add(_ other: Place) {
            count += other.count
            isInTitle = isInTitle || other.isInTitle
            isInHeading = isInHeading || other.isInHeading
        }
    }

    private typealias Entry = (page: ManualPage, section: MarkdownDocument.Section)

    private let entries: [Entry]
    /// In the order of their octets.
    private let words: [(word: [UInt8], places: [Place])]

    init(_ manual: Manual) {
        entries = manual.pages.flatMap { page in manual.document(of: page).sections.map { (page, $0) } }
        var found: [[UInt8]: [Place]] = [:]
        for (index, entry) in entries.enumerated() {
            let note = { (text: String, change: (inout Place) -> Void) in
                for word in SearchWords.stems(of: text) {
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
        let wanted = SearchWords.wanted(by: query)
        var scores: [Int: Int] = [:]
        for word in wanted {
            for (entry, points) in points(of: word) { scores[entry, default: 0] += points }
        }
        for entry in scores.keys { scores[entry]? *= entries[entry].page.weight }
        let best = scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most)
        return best.map { hit(entries[$0.key], wanted) }
    }

    /// What each section has of a word and of those that say the same, and for three quarters of what begins with it.
    private func points(of wanted: SearchWords.Wanted) -> [Int: Int] {
        let stems = [wanted.stem] + wanted.alike
        let whole = places(stems.flatMap { stem in words(beginningWith: stem).prefix { $0.word == stem } })
        var points = whole.mapValues { $0.points * 4 }
        guard wanted.mayBegin else { return points }
        for (entry, place) in places(words(beginningWith: wanted.stem)) {
            points[entry] = max(points[entry] ?? 0, place.points * 3)
        }
        return points
    }

    private func places(_ words: some Sequence<(word: [UInt8], places: [Place])>) -> [Int: Place] {
        var found: [Int: Place] = [:]
        for (_, places) in words {
            for place in places { found[place.entry, default: Place(entry: place.entry)].add(place) }
        }
        return found
    }

    private func words(beginningWith stem: [UInt8]) -> some Sequence<(word: [UInt8], places: [Place])> {
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if words[middle].word.lexicographicallyPrecedes(stem) { low = middle + 1 } else { high = middle }
        }
        return words[low...].prefix { $0.word.starts(with: stem) }
    }

    private func hit(_ entry: Entry, _ wanted: [SearchWords.Wanted]) -> Hit {
        let (page, heading) = (entry.page, entry.section.heading)
        let isFirst = heading.octets == page.title.octets || heading.isEmpty
        return Hit(
            page: page, anchor: isFirst ? "" : entry.section.anchor,
            title: isFirst ? page.title : "\(page.title): \(heading)", excerpt: Self.excerpt(of: entry, wanted))
    }

    /// Some forty words from a little before the first one that was found.
    private static func excerpt(of entry: Entry, _ wanted: [SearchWords.Wanted]) -> String {
        let all = entry.section.text.octets.split(" ")
        let first = all.firstIndex { text in
            SearchWords.stems(of: String(text)).contains { stem in
                wanted.contains {
                    $0.alike.contains(stem) || ($0.mayBegin ? stem.starts(with: $0.stem) : stem == $0.stem)
                }
            }
        }
        let start = max((first ?? 0) - 8, 0)
        let cut = all[start...].prefix(40)
        return (start > 0 ? "… " : "") + cut.joined(separator: " ") + (cut.endIndex < all.endIndex ? " …" : "")
    }
}
