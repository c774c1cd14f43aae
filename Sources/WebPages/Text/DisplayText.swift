import OAuthProtocol

/// Makes text of others fit to be shown on a page: nothing invisible, nothing that turns the text around it, no endless lines.
/// It does not escape; the templates do.
package enum DisplayText {
    /// Combining marks in a row beyond this are dropped; no living orthography stacks more.
    private static let markLimit = 3

    /// One line of at most `limit` characters, the last an ellipsis if something was cut. White space is collapsed.
    package static func line(_ text: String, limit: Int = 80) -> String {
        var kept = String.UnicodeScalarView()
        var marks = 0
        var pendingSpace = false
        for scalar in bounded(text, limit) {
            if isBlank(scalar) {
                pendingSpace = !kept.isEmpty
            } else if isShown(scalar, marks: &marks) {
                if pendingSpace { kept.append(" ") }
                pendingSpace = false
                kept.append(scalar)
            }
        }
        return cut(kept, limit)
    }

    /// Preformatted text of at most `limit` characters, line breaks and indentation kept.
    package static func code(_ text: String, limit: Int = 20_000) -> String {
        var kept = String.UnicodeScalarView()
        var marks = 0
        for scalar in bounded(text, limit) where scalar != "\r" {
            if isBlank(scalar) {
                kept.append(scalar == "\n" || scalar == "\t" ? scalar : " ")
            } else if isShown(scalar, marks: &marks) {
                kept.append(scalar)
            }
        }
        return cut(kept, limit)
    }

    /// A character is a base and its marks and joiners, so this is enough of them; it keeps the work small.
    private static func bounded(_ text: String, _ limit: Int) -> Substring.UnicodeScalarView {
        text.unicodeScalars.prefix(limit * 8 + 64)
    }

    private static func cut(_ kept: String.UnicodeScalarView, _ limit: Int) -> String {
        let text = String(kept)
        return text.count > limit ? text.prefix(limit - 1) + "…" : text
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        // The empty braille cell is blank without being white space.
        scalar.properties.isWhitespace || scalar == "\u{2800}"
    }

    /// `marks` counts the combining marks up to here.
    private static func isShown(_ scalar: Unicode.Scalar, marks: inout Int) -> Bool {
        guard isVisible(scalar) else { return false }
        marks = isMark(scalar) ? marks + 1 : 0
        return marks <= markLimit
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        // Joiners shape Persian and Indic words, the emoji selector chooses a glyph.
        if scalar == "\u{200c}" || scalar == "\u{200d}" || scalar == "\u{fe0f}" { return true }
        return VisibleText.isVisible(scalar) && !scalar.properties.isDefaultIgnorableCodePoint
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Of format signs only joiners get here.
        case .nonspacingMark, .enclosingMark, .format: true
        default: false
        }
    }
}
