/// The `User-Agent` header in words that a person recognises in a list of sessions. The header is a stranger's text:
/// only names of our own and one plain word of it are ever shown.
package enum UserAgent {
    /// Octets of the header that are looked at.
    private static let attention = 512
    private static let unknown = "Unknown browser"

    /// What each product calls itself. Browsers also name the ones before them, so the order decides.
    private static let browsers = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi/", "Vivaldi"), ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chromium/", "Chromium"),
        ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ]

    private static let systems = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
        ("Mac OS X", "macOS"), ("Macintosh", "macOS"), ("FreeBSD", "FreeBSD"), ("OpenBSD", "OpenBSD"),
        ("Linux", "Linux"),
    ]

    /// `Firefox on Windows`, `curl`, or `Unknown browser`.
    package static func summary(of header: String?) -> String {
        guard let header else { return unknown }
        let text = Array(header.utf8.prefix(attention))
        guard let browser = browsers.first(where: { contains(text, $0.0) })?.1 else { return product(text) ?? unknown }
        guard let system = systems.first(where: { contains(text, $0.0) })?.1 else { return browser }
        return "\(browser) on \(system)"
    }

    /// The first product's name (RFC 9110 §10.1.5) if it is a plain word of 2 to 32 letters, digits, `-`, `_` and `.`.
    private static func product(_ text: [UInt8]) -> String? {
        let word = text.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: " ") }
        let name = String(decoding: word, as: UTF8.self)
        let plain = name.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(scalar))
        }
        // Everything that wants to pass for a browser begins with this word.
        guard plain, (2...32).contains(name.utf8.count), name != "Mozilla" else { return nil }
        return name
    }

    private static func contains(_ text: [UInt8], _ word: String) -> Bool {
        let word = Array(word.utf8)
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { text[$0..<($0 + word.count)].elementsEqual(word) }
    }
}
