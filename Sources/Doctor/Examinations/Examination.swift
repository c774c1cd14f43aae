import OAuthProtocol

/// One thing to look at, with everything it needs already in it. To add an examination: one file here, one line in
/// `Checkup`.
protocol Examination: Sendable {
    /// The heading of its part of the report.
    var title: String { get }
    /// The address that it examines.
    var subject: String { get }
    /// The first part of its findings' names.
    var name: String { get }

    /// Adds what it finds. What was found before it threw stays.
    ///
    /// - Throws: `Unanswered` when a request that the rest depends on got no answer.
    func examine(_ visit: Visit, _ findings: inout [Finding]) async throws(Unanswered)
}

extension Examination {
    /// Runs it to a section of the report.
    func section(_ visit: Visit) async -> Diagnosis.Section {
        var findings: [Finding] = []
        do {
            try await examine(visit, &findings)
        } catch {
            findings.append(error.finding(named: name))
        }
        return Diagnosis.Section(title: title, subject: subject, findings: findings)
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
    func finding(named name: String) -> Finding {
        switch cause {
        case .failed(let failure):
            .problem(
                "\(name).unanswered", "\(url.value) gave no answer", "The server \(failure.explanation).",
                mend: "let the server answer there, or take the address out of its metadata")
        case .throttled:
            .note(
                "\(name).throttled", "\(url.value) turned us away for asking too often",
                "The answer was 429, so the rest of this part was not examined.", mend: "run the doctor again later")
        }
    }
}
