import Testing

@testable import Doctor

/// One thing that can be wrong, and the finding that must tell it.
struct Illness: CustomTestStringConvertible, Sendable {
    let id: String
    let severity: Severity
    let testDescription: String
    let fallIll: @Sendable (inout Patient) -> Void

    init(_ id: String, _ severity: Severity, _ what: String, _ fallIll: @escaping @Sendable (inout Patient) -> Void) {
        self.id = id
        self.severity = severity
        testDescription = "\(id): \(what)"
        self.fallIll = fallIll
    }
}
