/// Text of others made safe to show: nothing that moves the cursor, changes colours, turns the direction of writing or
/// hides.
package enum VisibleText {
    /// The text on one line with everything that cannot be seen replaced by `?`, a line break or tab by a space, and cut
    /// after `limit` scalars: a single character may carry thousands of combining marks.
    package static func line(_ text: some StringProtocol, limit: Int = .max) -> String {
        var shown = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else {
                shown.append(contentsOf: "...".unicodeScalars)
                break
            }
            shown.append(isVisible(scalar) ? scalar : scalar == "\n" || scalar == "\t" ? " " : "?")
            count += 1
        }
        return String(shown)
    }

    /// The text in quotation marks, at most 160 scalars of it.
    package static func quoted(_ text: some StringProtocol) -> String {
        "\"\(line(text, limit: 160))\""
    }

    /// The same of octets that may not be UTF-8 at all.
    package static func quoted(_ octets: some Sequence<UInt8>) -> String {
        quoted(String(decoding: Array(octets.prefix(640)), as: UTF8.self))
    }

    /// Whether a scalar can be seen and steers nothing. Of white space the space alone is.
    package static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
