import OAuthProtocol

/// A diagnosis as people read it: a heading for each group of checks, a line for each finding, and below what is not
/// in order what was seen, how to mend it, and where it is written.
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
            lines.append(styled(section.title, Self.bold) + "  " + section.subject)
            for finding in section.findings { lines += self.lines(of: finding) }
            lines.append("")
        }
        lines.append(conclusion(of: diagnosis))
        return lines.joined(separator: "\n")
    }

    private func lines(of finding: Finding) -> [String] {
        let label = finding.severity.rawValue
        let padding = String(repeating: " ", count: 9 - label.count)
        let name = finding.severity == .ok ? "" : styled("  [\(finding.id)]", Self.dim)
        let first = "  " + styled(label, Self.colours[finding.severity]) + padding + finding.title + name
        let remedy = finding.remedy.map { "To mend it: \($0)." }
        return [first] + [finding.detail, remedy, finding.clause.map { "See \($0)." }].flatMap(wrapped)
    }

    private func wrapped(_ text: String?) -> [String] {
        var lines: [String] = []
        for word in text?.octets.split(" ") ?? [] {
            if let line = lines.last, line.count + 1 + word.count <= Self.width - Self.indent.count {
                lines[lines.count - 1] = "\(line) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { Self.indent + $0 }
    }

    private func conclusion(of diagnosis: Diagnosis) -> String {
        let counts = [Severity.problem, .warning, .note].map { ($0, diagnosis.count($0)) }.filter { $0.1 > 0 }
        let named = counts.map { "\($1) \($0.rawValue)\($1 == 1 ? "" : "s")" }
        let rest = "\(diagnosis.count(.ok)) in order"
        let verdict =
            switch diagnosis.verdict {
            case .healthy: styled("Healthy", Self.colours[.ok])
            case .warnings: styled("It works, with warnings", Self.colours[.warning])
            case .problems: styled("Something is wrong", Self.colours[.problem])
            }
        return "\(verdict): \((named + [rest]).joined(separator: ", "))."
    }

    private static let colours: [Severity: String] = [.ok: "32", .note: "36", .warning: "33", .problem: "31"]
    private static let bold = "1"
    private static let dim = "2"

    private func styled(_ text: String, _ style: String?) -> String {
        isColoured ? "\u{1b}[\(style ?? "0")m\(text)\u{1b}[0m" : text
    }
}
