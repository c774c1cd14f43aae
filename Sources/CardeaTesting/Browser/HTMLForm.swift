import OAuthProtocol

/// A form as a browser finds it on a page: where it goes and what its fields start with.
package struct HTMLForm: Sendable {
    /// `get` or `post`.
    package let method: String
    /// Where it goes, as it stands on the page.
    package let action: String
    /// Every named input with its value, hidden ones included; buttons are not pressed.
    package let fields: Fields
    /// The buttons that send a value, by name and value.
    package let buttons: Fields

    /// The forms of a page in order.
    package static func all(in html: String) -> [HTMLForm] {
        html.pieces(from: "<form", to: "</form>").map { form in
            let tag = form.prefix { $0 != ">" }
            var fields: Fields = [:]
            for input in form.pieces(from: "<input", to: ">") {
                if let name = input.attribute("name") { fields = fields.adding(name, input.attribute("value") ?? "") }
            }
            var buttons: Fields = [:]
            for button in form.pieces(from: "<button", to: ">") {
                if let name = button.attribute("name") {
                    buttons = buttons.adding(name, button.attribute("value") ?? "")
                }
            }
            return HTMLForm(
                method: tag.attribute("method") ?? "get", action: tag.attribute("action") ?? "", fields: fields,
                buttons: buttons)
        }
    }
}

extension StringProtocol {
    /// What stands between each `start` and the `end` after it.
    fileprivate func pieces(from start: String, to end: String) -> [String] {
        var pieces: [String] = []
        var rest = self[...]
        while let opening = rest.firstRange(of: start) {
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: end) else { break }
            pieces.append(String(rest[..<closing.lowerBound]))
            rest = rest[closing.upperBound...]
        }
        return pieces
    }

    /// The value of an attribute in double quotes, unescaped; `nil` if the tag has none.
    fileprivate func attribute(_ name: String) -> String? {
        guard let opening = firstRange(of: " \(name)=\"") else { return nil }
        let value = String(self[opening.upperBound...].prefix { $0 != "\"" })
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        return entities.reduce(value) { $0.replacing($1.0, with: $1.1) }
    }
}
