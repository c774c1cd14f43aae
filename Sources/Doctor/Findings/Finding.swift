import OAuthProtocol

/// One thing that an examination found. Whatever it quotes of a server's answer is made harmless here, once and for all:
/// no examination can forget it.
package struct Finding: Hashable, Sendable {
    /// Stable, so that programs can tell findings apart: `token.unknown_grant`.
    package let id: String
    package let severity: Severity
    /// One line: what is so.
    package let title: String
    /// What was seen, and why it matters; `nil` where the title says it all.
    package let detail: String?
    /// How to mend it; `nil` where there is nothing to mend.
    package let remedy: String?
    /// Where it is written, `RFC 8414 §3.3`; `nil` if nowhere.
    package let clause: String?

    private init(
        _ severity: Severity, _ id: String, _ title: String, _ detail: String?, mend: String?, clause: String?
    ) {
        self.id = id
        self.severity = severity
        self.title = VisibleText.line(title, limit: 300)
        self.detail = detail.map { VisibleText.line($0, limit: 1200) }
        remedy = mend.map { VisibleText.line($0, limit: 600) }
        self.clause = clause
    }

    static func ok(_ id: String, _ title: String, _ detail: String? = nil) -> Finding {
        Finding(.ok, id, title, detail, mend: nil, clause: nil)
    }

    static func note(
        _ id: String, _ title: String, _ detail: String? = nil, mend: String? = nil, clause: String? = nil
    ) -> Finding {
        Finding(.note, id, title, detail, mend: mend, clause: clause)
    }

    static func warning(_ id: String, _ title: String, _ detail: String, mend: String, clause: String? = nil) -> Finding
    {
        Finding(.warning, id, title, detail, mend: mend, clause: clause)
    }

    static func problem(_ id: String, _ title: String, _ detail: String, mend: String, clause: String? = nil) -> Finding
    {
        Finding(.problem, id, title, detail, mend: mend, clause: clause)
    }
}
