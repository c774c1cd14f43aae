import Mustache

/// Escapes `&`, `<`, `>`, `"` and `'`, scalar by scalar, for text and for quoted attributes alike.
///
/// The engine's own HTML type compares whole characters, so that a quote or bracket that forms one character with a
/// combining mark after it or a prepended sign before it (`"\u{301}`, `\u{600}<`) passes unescaped and the browser,
/// which knows no such characters, reads markup.
struct ScalarEscaping: MustacheContentType {
    /// The name under which templates ask for it.
    static let name = "HTML-BY-SCALAR"

    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
