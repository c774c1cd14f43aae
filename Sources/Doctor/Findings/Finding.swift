import OAuthProtocol

/// What a check found. Whatever it quotes of a server's answer is made harmless here, once and for all: no check can
/// forget it.
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

    /// - `clause`: where it is written, and `mend`, how to mend it, unless the outcome says so itself.
    init(_ id: String, _ outcome: Outcome, clause: String?, mend: String?) {
        let isOK = outcome.severity == .ok
        self.id = id
        severity = outcome.severity
        title = VisibleText.line(outcome.title, limit: 300)
        detail = outcome.detail.map { VisibleText.line($0, limit: 1200) }
        remedy = isOK ? nil : (outcome.mend ?? mend).map { VisibleText.line($0, limit: 600) }
        self.clause = isOK ? nil : outcome.clause ?? clause
    }
}

/// How much a finding matters to somebody who wants to sign in.
package enum Severity: String, Sendable, CaseIterable {
    /// As it should be.
    case ok
    /// Worth knowing; no client fails for it.
    case note
    /// Some clients fail, or a safeguard is missing.
    case warning
    /// Clients that follow the specifications fail, or an attacker succeeds.
    case problem
}

/// A row of a check's table: what is so, or `nil` where it is not.
struct Outcome {
    let severity: Severity
    let title: String
    let detail: String?
    var mend: String?
    var clause: String?

    static func ok(if isSo: Bool = true, _ title: String, _ detail: String? = nil) -> Outcome? {
        isSo ? Outcome(severity: .ok, title: title, detail: detail) : nil
    }

    static func note(
        if isSo: Bool = true, _ title: String, _ detail: String? = nil, mend: String? = nil, clause: String? = nil
    ) -> Outcome? {
        isSo ? Outcome(severity: .note, title: title, detail: detail, mend: mend, clause: clause) : nil
    }

    static func warning(
        if isSo: Bool = true, _ title: String, _ detail: String, mend: String? = nil, clause: String? = nil
    ) -> Outcome? {
        isSo ? Outcome(severity: .warning, title: title, detail: detail, mend: mend, clause: clause) : nil
    }

    static func problem(
        if isSo: Bool = true, _ title: String, _ detail: String, mend: String? = nil, clause: String? = nil
    ) -> Outcome? {
        isSo ? Outcome(severity: .problem, title: title, detail: detail, mend: mend, clause: clause) : nil
    }
}
