import Foundation

extension String {
    /// Unicode Normalization Form C: however a keyboard composes a letter, the octets are the same.
    var inNormalForm: String {
        // Pure ASCII is its own normal form, and nearly everything that arrives is.
        utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
    }
}

extension Unicode.Scalar {
    /// Whether the scalar shows something by itself: no white space, no control, nothing that is invisible or that
    /// turns the direction of the text around it.
    var isVisible: Bool {
        if properties.isWhitespace || properties.isDefaultIgnorableCodePoint || self == "\u{2800}" { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse, .surrogate,
            .unassigned:
            return false
        default:
            return true
        }
    }

    /// Whether the scalar may stand in a line of text: visible, a space, or a joiner, as in Persian and Indic names.
    var isPartOfText: Bool {
        self == " " || self == "\u{200c}" || self == "\u{200d}" || isVisible
    }
}
