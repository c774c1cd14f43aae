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
