/// Text of strangers, made safe to show on a terminal and in a log: nothing that moves the cursor, changes colours, turns
/// the direction of writing or hides, and never long.
package enum PrintableText {
    /// The text on one line with everything that cannot be seen replaced by `?`, cut after `limit` characters.
    package static func line(_ text: some StringProtocol, limit: Int) -> String {
        var shown = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            // Counted by scalars: a single character may carry thousands of combining marks.
            guard count < limit else {
                shown.append(contentsOf: "...".unicodeScalars)
                break
            }
            shown.append(isVisible(scalar) ? scalar : scalar == "\n" || scalar == "\t" ? " " : "?")
            count += 1
        }
        return String(shown)
    }

    /// A stranger's text in quotation marks, at most 160 characters of it.
    package static func quoted(_ text: some StringProtocol) -> String {
        "\"\(line(text, limit: 160))\""
    }

    /// The same of octets that may not be UTF-8 at all.
    package static func quoted(_ octets: some Sequence<UInt8>) -> String {
        quoted(String(decoding: Array(octets.prefix(640)), as: UTF8.self))
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
