import OAuthProtocol

/// Words as the search compares them: small, without endings, and of two that say the same either. ``SearchScript`` does the
/// same with the same lists, so that the search field and the MCP server find the same.
enum SearchWords {
    /// A word that is looked for.
    struct Wanted: Sendable {
        let stem: [UInt8]
        /// Stems of words that say the same.
        let alike: [[UInt8]]
        /// Whether it is also found as the beginning of another.
        let mayBegin: Bool
    }

    /// Octets of a query that are looked at, words of it that count, and octets of each.
    private static let limit = (query: 1024, words: 8, length: 40)
    /// Octets from which on a word is also found as the beginning of another.
    private static let beginning = 3

    /// What says nothing about what is looked for, unless nothing else is.
    static let idle = """
        a an and are as at be by can cardea do does for from get has have how i if in into is it its me my not of on or our s so \
        that the their them there this to use using was we what when where which who why will with you your
        """.octets.split(" ").map(String.init)
    /// Two words that are one.
    static let pairs = [
        ("sign out", "logout"), ("signs out", "logout"), ("signed out", "logout"), ("signing out", "logout"),
        ("log out", "logout"), ("sign in", "login"), ("signs in", "login"), ("signed in", "login"),
        ("signing in", "login"), ("log in", "login"), ("single page", "spa"),
    ]
    /// Words that say the same.
    static let same = [
        ["verify", "check", "validate"], ["restore", "backup"], ["rotate", "change", "renew"], ["delete", "remove"],
        ["user", "account", "people", "person"], ["allow", "permit", "accept"], ["expire", "lifetime"],
        ["example", "sample"], ["error", "wrong", "repair"], ["install", "deploy"], ["app", "application"],
        ["config", "configuration", "setting"], ["register", "registration"], ["database", "db"],
        ["tv", "device", "television"], ["dynamic", "themselves"],
    ]

    private static let joined = Dictionary(
        pairs.map { (Array($0.utf8), Array($1.utf8)) }, uniquingKeysWith: { first, _ in first })
    private static let idleWords = Set(idle.map { Array($0.utf8) })
    private static let sameStems = same.map { $0.map { stem(of: Array($0.utf8)) } }

    /// The lists, for the script.
    static var json: JSONObject {
        [
            "idle": .strings(idle), "pairs": .array(pairs.map { .strings([$0, $1]) }),
            "same": .array(same.map { .strings($0) }),
        ]
    }

    /// The words of a text.
    static func stems(of text: String) -> [[UInt8]] { joinedWords(of: text).map(stem) }

    /// What a query asks for; empty for one without words.
    static func wanted(by query: String) -> [Wanted] {
        let all = joinedWords(of: String(Substring(query.utf8.prefix(limit.query))))
        let telling = all.filter { !idleWords.contains($0) }
        return (telling.isEmpty ? all : telling).prefix(limit.words).map { long in
            let word = Array(long.prefix(limit.length))
            let stem = stem(of: word)
            let alike = sameStems.filter { $0.contains(stem) }.flatMap(\.self).filter { $0 != stem }
            // A short word that lost its ending is the beginning of too much.
            let mayBegin = word.count >= beginning && (stem == word || stem.count > beginning)
            return Wanted(stem: stem, alike: alike, mayBegin: mayBegin)
        }
    }

    private static func joinedWords(of text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        for word in split(text) {
            if let last = words.last, let one = joined[last + [UInt8(ascii: " ")] + word] {
                words[words.count - 1] = one
            } else {
                words.append(word)
            }
        }
        return words
    }

    private static func split(_ text: String) -> [[UInt8]] {
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
        let small = isPlain ? text.octets.lowercased : text.unicodeScalars.map(\.properties.lowercaseMapping).joined()
        return small.utf8.split { !isOfWord($0) }.map(Array.init)
    }

    private static func isOfWord(_ octet: UInt8) -> Bool {
        octet.isASCIILetter || octet.isASCIIDigit || octet >= 0x80
    }

    /// Without the commonest endings of English, so that `rotate`, `rotates` and `rotation` are one. Short words and those
    /// of other languages stay.
    private static func stem(of word: [UInt8]) -> [UInt8] {
        guard word.count >= 4, word.allSatisfy(\.isASCIILetter) else { return word }
        var stem = word
        if ends(stem, "s"), !["ss", "is", "us"].contains(where: { ends(stem, $0) }) { stem.removeLast() }
        if ends(stem, "ie") { stem = stem.dropLast(2) + [UInt8(ascii: "y")] }
        if let ending = ["ing", "ion", "ed", "e"].first(where: { ends(stem, $0) && stem.count >= $0.utf8.count + 4 }) {
            stem.removeLast(ending.utf8.count)
        }
        if stem.count > 3, let last = stem.last, stem[stem.count - 2] == last, !"sl".utf8.contains(last) {
            stem.removeLast()
        }
        return stem
    }

    private static func ends(_ word: [UInt8], _ ending: String) -> Bool {
        word.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }
}
