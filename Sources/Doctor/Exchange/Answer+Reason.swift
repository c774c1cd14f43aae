import OAuthProtocol
import Outbound

extension Answer {
    /// Scalars of a stated reason that a finding quotes: the few sentences of an error page.
    private static let reasonLimit = 400

    /// Why the server says that it answers so: an error's code and description (RFC 6749 §5.2), a problem's title and detail
    /// (RFC 9457 §3.1), the message of JSON-RPC, or the words of a page. It can be shown; `nil` if nothing is said.
    var reason: String? {
        guard let text = stated else { return nil }
        let shown = text.octets.trimmed
        return shown.isEmpty ? nil : VisibleText.line(shown, limit: Self.reasonLimit)
    }

    private var stated: String? {
        if let object {
            if let code = object["error"]?.string {
                return [code, object["error_description"]?.string].compactMap(\.self).joined(separator: ": ")
            }
            guard !isSuccess, !isRedirect else { return nil }
            if let message = object["error"]?.object?["message"]?.string { return message }
            let said = ["title", "detail", "message"].compactMap { object[$0]?.string }
            return said.isEmpty ? nil : said.joined(separator: ": ")
        }
        guard !isSuccess, !isRedirect else { return nil }
        if isPage { return PageText.words(of: body, most: 4 * Self.reasonLimit) }
        return mediaType == "text/plain" ? PageText.joined(body.prefix(4 * Self.reasonLimit)) : nil
    }
}

/// What a page says to whoever reads it.
enum PageText {
    /// Elements whose content is not read: `title` stands for itself in a tab, and again in a heading.
    private static let silent = ["head", "script", "style", "svg", "template", "noscript"]
    private static let entities: [(name: String, octets: [UInt8])] = [
        ("&lt;", Array("<".utf8)), ("&gt;", Array(">".utf8)), ("&quot;", Array("\"".utf8)), ("&#34;", Array("\"".utf8)),
        ("&#39;", Array("'".utf8)), ("&#x27;", Array("'".utf8)), ("&apos;", Array("'".utf8)),
        ("&nbsp;", Array(" ".utf8)), ("&amp;", Array("&".utf8)),
    ]

    /// The words outside tags, with one space between them. Each octet is looked at a bounded number of times.
    ///
    /// - `most`: octets of text after which no more is read.
    static func words(of page: [UInt8], most: Int) -> String {
        var text: [UInt8] = []
        var index = 0
        while index < page.count, text.count < most {
            let rest = page[index...]
            if page[index] == UInt8(ascii: "<") {
                index = end(ofTagAt: index, in: page)
                text.append(UInt8(ascii: " "))
            } else if let entity = entities.first(where: { rest.starts(with: $0.name.utf8) }) {
                text += entity.octets
                index += entity.name.utf8.count
            } else {
                text.append(page[index])
                index += 1
            }
        }
        return joined(text)
    }

    /// The words of a text with one space between them.
    static func joined(_ text: some Sequence<UInt8>) -> String {
        let words = Array(text).split { $0 <= 0x20 }
        return String(decoding: Array(words.joined(separator: [0x20])), as: UTF8.self)
    }

    /// Where the page goes on after a tag, a comment, or an element that is not read.
    private static func end(ofTagAt start: Int, in page: [UInt8]) -> Int {
        if page[start...].starts(with: "<!--".utf8) { return after("-->", from: start, in: page) }
        let name = String(decoding: page[(start + 1)...].prefix(9).prefix { $0.isASCIILetter }, as: UTF8.self)
        guard let hidden = silent.first(where: { $0.octets == name.octets.lowercased.octets }) else {
            return after(">", from: start, in: page)
        }
        return after(">", from: after("</\(hidden)", from: start, in: page), in: page)
    }

    /// Behind the next `mark`, whose letters may be capitals; the end if there is none.
    private static func after(_ mark: String, from start: Int, in page: [UInt8]) -> Int {
        let mark = Array(mark.utf8)
        var index = start
        while index + mark.count <= page.count {
            let isHere = zip(page[index...], mark).allSatisfy { octet, wanted in
                octet == wanted || octet.isASCIILetter && octet | 0x20 == wanted
            }
            if isHere { return index + mark.count }
            index += 1
        }
        return page.count
    }
}
