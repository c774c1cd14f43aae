import OAuthProtocol

/// A diagnosis as people read it: a heading for each group of checks, a line for each finding, and below what is not in order
/// what was seen, how to mend it, and where it is written.
package struct TextReport: Sendable {
    private static let width = 100
    private static let indent = String(repeating: " ", count: 11)

    /// Whether it is for a terminal that shows colours.
    private let isColoured: Bool

    package init(isColoured: Bool) {
        self.isColoured = isColoured
    }

    /// The report without its last line end.
    package func text(of diagnosis: Diagnosis) -> String {
        var lines: [String] = []
        for section in diagnosis.sections where !section.findings.isEmpty {
            lines.append(styled(section.title, .bold) + "  " + section.subject)
            for finding in section.findings { lines += self.lines(of: finding) }
            lines.append("")
        }
        lines.append(conclusion(of: diagnosis))
        return lines.joined(separator: "\n")
    }

    private func lines(of finding: Finding) -> [String] {
        let label = finding.severity.rawValue
        let padding = String(repeating: " ", count: 9 - label.count)
        let name = finding.severity == .ok ? "" : styled("  [\(finding.id)]", .dim)
        var lines = ["  " + styled(label, style(of: finding.severity)) + padding + finding.title + name]
        if finding.severity != .ok {
            lines += wrapped(finding.detail)
            lines += wrapped(finding.remedy.map { "To mend it: \($0)." })
            lines += wrapped(finding.clause.map { "See \($0)." })
        } else if let detail = finding.detail {
            lines += wrapped(detail)
        }
        return lines
    }

    private func wrapped(_ text: String?) -> [String] {
        guard let text else { return [] }
        var lines: [String] = []
        var line = ""
        for word in text.octets.split(" ") {
            if !line.isEmpty, line.count + 1 + word.count > Self.width - Self.indent.count {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        if !line.isEmpty { lines.append(line) }
        return lines.map { Self.indent + $0 }
    }

    private func conclusion(of diagnosis: Diagnosis) -> String {
        let counts = [
            (diagnosis.count(.problem), "problem"), (diagnosis.count(.warning), "warning"),
            (diagnosis.count(.note), "note"),
        ]
        let named = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
        let rest = "\(diagnosis.count(.ok)) in order"
        let verdict =
            switch diagnosis.verdict {
            case .healthy: styled("Healthy", .green)
            case .warnings: styled("It works, with warnings", .yellow)
            case .problems: styled("Something is wrong", .red)
            }
        return "\(verdict): \((named + [rest]).joined(separator: ", "))."
    }

    private enum Style: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    private func style(of severity: Severity) -> Style {
        switch severity {
        case .ok: .green
        case .note: .cyan
        case .warning: .yellow
        case .problem: .red
        }
    }

    private func styled(_ text: String, _ style: Style) -> String {
        isColoured ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
    }
}
