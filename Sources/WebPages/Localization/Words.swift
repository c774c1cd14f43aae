import OAuthProtocol

/// What one page is made with: a language's texts, for a brand, and where links lead.
package struct Words: Sendable {
    let language: Language
    /// What the server is called.
    let brand: String
    /// The path in front of every path of this server, usually empty.
    let base: String

    init(_ language: Language, brand: String, base: String = "") {
        self.language = language
        self.brand = brand
        self.base = base
    }

    /// A text with the values in the places that it names.
    func text(_ key: TextKey, _ values: [String: String] = [:]) -> String {
        text(key.rawValue, values)
    }

    /// A text of a message.
    func text(of topic: MailTopic, _ part: String, _ values: [String: String]) -> String {
        text(topic.key(part), values)
    }

    /// A text in the form that goes with `count`, which stands in it as `{count}`.
    func text(_ key: TextKey, count: Int) -> String {
        guard case .forms(let forms) = language.catalogue.texts[key.rawValue] else { return "" }
        // A text from English has English forms, whatever the language's own are.
        let phrase = forms[language.rule.category(count)] ?? forms[count == 1 ? .one : .other] ?? forms[.other]
        return phrase?.filled(with: ["count": String(count)]) ?? ""
    }

    /// When to try again: the seconds in the largest unit that they fill, rounded up.
    func wait(_ seconds: Int64) -> String {
        let seconds = Int(clamping: seconds)
        return switch seconds {
        case ..<60: text(.waitSeconds, count: max(1, seconds))
        case ..<3600: text(.waitMinutes, count: seconds / 60 + (seconds % 60 == 0 ? 0 : 1))
        default: text(.waitHours, count: seconds / 3600 + (seconds % 3600 == 0 ? 0 : 1))
        }
    }

    /// `31 January 2026, 09:30 UTC`, as the language writes it. The month is a word, so that no one takes it for the day.
    func date(_ time: CivilTime) -> String {
        let clock = "\(Self.twoDigits(time.hour)):\(Self.twoDigits(time.minute))"
        return text(
            .date,
            [
                "day": String(time.day), "month": text("date.month\(time.month)", [:]), "year": String(time.year),
                "time": clock,
            ])
    }

    /// The parts of a browser's description as sessions keep it, `Firefox on Windows`: the browser, and the system if one
    /// is named.
    func browser(_ description: String) -> (browser: String, system: String?) {
        if description == "Unknown browser" { return (text(.unknownBrowser), nil) }
        let parts = DisplayText.line(description).split(separator: " on ", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : (DisplayText.line(description), nil)
    }

    /// A client's name as shown; one that shows nothing gets words that say so.
    func clientName(_ name: String) -> String {
        let shown = DisplayText.line(name, limit: 48)
        return shown.isEmpty ? text(.unnamedClient) : shown
    }

    /// What a scope value lets an application do, for a template: `phrase` or `unknownScope`, and `detail`.
    func scope(_ scope: String) -> [String: Any] {
        guard let text = language.catalogue.scopes[scope] else {
            return ["unknownScope": DisplayText.line(scope, limit: 100)]
        }
        return PageContent.shown(["phrase": text.phrase, "detail": text.detail])
    }

    /// What a claim tells an application (OpenID Connect Core §5.1), for a template: `phrase` or `unknownClaim`.
    func claim(_ claim: String) -> [String: Any] {
        // A claim may be asked for in one language: `name#ja` (OpenID Connect Core §5.2).
        let name = claim.prefix { $0 != "#" }
        guard let phrase = language.catalogue.claims[String(name)] else {
            return ["unknownClaim": DisplayText.line(claim, limit: 100)]
        }
        return ["phrase": phrase]
    }

    private func text(_ key: String, _ values: [String: String]) -> String {
        guard case .phrase(let phrase) = language.catalogue.texts[key] else { return "" }
        return phrase.filled(with: values.merging(["brand": brand]) { own, _ in own })
    }

    private static func twoDigits(_ number: Int) -> String {
        (0...9).contains(number) ? "0\(number)" : String(number)
    }
}
