/// Makes text from strangers fit to be shown: nothing invisible, nothing that turns the text around it, no endless lines.
/// It does not escape; the templates do.
enum DisplayText {
    /// Combining marks in a row beyond this are dropped; no living orthography stacks more.
    private static let markLimit = 3

    /// One line of at most `limit` characters, the last an ellipsis if something was cut. White space is collapsed.
    static func line(_ text: String, limit: Int = 80) -> String {
        let visible = filtered(text, limit: limit, keepsLayout: false)
        return visible.count > limit ? visible.prefix(limit - 1) + "…" : visible
    }

    /// Preformatted text of at most `limit` characters, line breaks and indentation kept.
    static func code(_ text: String, limit: Int = 20_000) -> String {
        let visible = filtered(text, limit: limit, keepsLayout: true)
        return visible.count > limit ? visible.prefix(limit - 1) + "…" : visible
    }

    /// A client's name as shown; one that shows nothing gets words that say so.
    static func clientName(_ name: String) -> String {
        let shown = line(name, limit: 48)
        return shown.isEmpty ? "An unnamed application" : shown
    }

    private static func filtered(_ text: String, limit: Int, keepsLayout: Bool) -> String {
        var kept = String.UnicodeScalarView()
        var marks = 0
        var pendingSpace = false
        // A character is a base and its marks and joiners; the bound only keeps the work small.
        for scalar in text.unicodeScalars.prefix(limit * 8 + 64) {
            if keepsLayout, scalar == "\n" || scalar == "\t" || scalar == " " {
                kept.append(scalar)
                marks = 0
                continue
            }
            if scalar.properties.isWhitespace || scalar == "\u{2800}" {
                pendingSpace = true
                continue
            }
            guard isShown(scalar) else { continue }
            marks = isMark(scalar) ? marks + 1 : 0
            guard marks <= markLimit else { continue }
            if pendingSpace, keepsLayout || !kept.isEmpty {
                kept.append(" ")
            }
            pendingSpace = false
            kept.append(scalar)
        }
        return String(kept)
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        // Joiners shape Persian and Indic words, the emoji selector chooses a glyph.
        if scalar == "\u{200c}" || scalar == "\u{200d}" || scalar == "\u{fe0f}" { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: return false
        default: return !scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        case .format: true
        default: false
        }
    }
}
