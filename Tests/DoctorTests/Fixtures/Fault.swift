import Testing

@testable import Doctor

/// One thing that can be wrong, and the finding that must tell it.
struct Fault: CustomTestStringConvertible, Sendable {
    let id: String
    let severity: Severity
    let testDescription: String
    let apply: @Sendable (inout TestNetwork) -> Void

    init(_ id: String, _ severity: Severity, _ what: String, _ apply: @escaping @Sendable (inout TestNetwork) -> Void) {
        self.id = id
        self.severity = severity
        testDescription = "\(id): \(what)"
        self.apply = apply
    }
}
