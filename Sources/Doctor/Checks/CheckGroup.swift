import OAuthProtocol

/// What is checked of one address: a section of the report. It has everything that it needs in it. To add one: a file in the
/// folder of its subject, and a line in `Checkup`.
protocol CheckGroup: Sendable {
    /// The heading of its section.
    var title: String { get }
    /// The address that it checks.
    var subject: String { get }
    /// The first part of its findings' names.
    var name: String { get }

    /// Adds what it finds. What was found before it threw stays.
    ///
    /// - Throws: `Unanswered` when a request that the rest depends on got no answer.
    func run(_ context: CheckContext, _ findings: inout Findings) async throws(Unanswered)
}

extension CheckGroup {
    /// Runs it to a section of the report.
    func section(_ context: CheckContext) async -> Diagnosis.Section {
        var findings = Findings()
        do {
            try await run(context, &findings)
        } catch {
            error.report(to: &findings, named: name)
        }
        return Diagnosis.Section(title: title, subject: subject, findings: findings.list)
    }
}

/// A request got no answer that could be judged.
struct Unanswered: Error {
    enum Cause {
        case failed(ExchangeFailure)
        /// 429 (RFC 6585 §4)
        case throttled
    }

    let url: WebURI
    let cause: Cause

    /// - `name`: the first part of the finding's name.
    func report(to findings: inout Findings, named name: String) {
        switch cause {
        case .failed(let failure):
            findings.check("\(name).unanswered") {
                .problem(
                    "\(url.value) gave no answer", "The server \(failure.explanation).",
                    mend: "let the server answer there, or take the address out of its metadata")
            }
        case .throttled:
            findings.check("\(name).throttled") {
                .note(
                    "\(url.value) turned us away for asking too often",
                    "The answer was 429, so the rest of this part was not examined.",
                    mend: "run the doctor again later")
            }
        }
    }
}
