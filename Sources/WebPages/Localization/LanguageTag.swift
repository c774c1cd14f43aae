import OAuthProtocol

/// The name of a language, as far as choosing among languages needs it (RFC 5646 §2.1): subtags between hyphens, whose
/// letters' case means nothing.
package struct LanguageTag: Hashable, Sendable, CustomStringConvertible {
    /// In the usual case: `de`, `pt-BR`, `zh-Hans`.
    package let description: String
    let subtags: [String]

    /// `nil` unless `text` is 1 to 8 letters and up to seven more subtags of 1 to 8 letters and digits.
    package init?(_ text: some StringProtocol) {
        let parts = String(text).octets.split("-", keepsEmpty: true)
        guard (1...8).contains(parts.count), let first = parts.first, first.utf8.allSatisfy(\.isASCIILetter),
            parts.allSatisfy({
                (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit }
            })
        else { return nil }
        self.init(subtags: parts.enumerated().map { Self.usualCase(String($1), isFirst: $0 == 0) })
    }

    private init(subtags: [String]) {
        self.subtags = subtags
        description = subtags.joined(separator: "-")
    }

    /// English, which every text exists in.
    static let english = LanguageTag(subtags: ["en"])

    /// The tag without its last subtag, and without a single-letter one before that (RFC 4647 §3.4); `nil` if nothing
    /// is left.
    var parent: LanguageTag? {
        var rest = subtags.dropLast()
        if let last = rest.last, last.utf8.count == 1 { rest = rest.dropLast() }
        return rest.isEmpty ? nil : LanguageTag(subtags: Array(rest))
    }

    /// The tag with the script that its readers expect, where that decides which of two languages to show: Chinese is
    /// asked for by region (`zh-CN`, `zh-TW`) and exists by script (CLDR, likely subtags).
    var withLikelyScript: LanguageTag {
        guard subtags.first == "zh", !subtags.dropFirst().contains(where: { $0.utf8.count == 4 }) else { return self }
        let readsTraditional = subtags.contains { ["TW", "HK", "MO"].contains($0) }
        return LanguageTag(subtags: ["zh", readsTraditional ? "Hant" : "Hans"] + subtags.dropFirst())
    }

    /// RFC 5646 §2.1.1: regions in capitals, scripts with one.
    private static func usualCase(_ subtag: String, isFirst: Bool) -> String {
        let small = subtag.octets.lowercased
        guard !isFirst, small.utf8.allSatisfy(\.isASCIILetter) else { return small }
        switch small.utf8.count {
        case 2: return small.octets.uppercased
        case 4: return small.prefix(1).octets.uppercased + small.dropFirst()
        default: return small
        }
    }
}
