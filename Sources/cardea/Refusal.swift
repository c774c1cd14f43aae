import OAuthProtocol

/// Why a command did not do what it was told: a sentence for standard error, exit status 1.
struct Refusal: Error, CustomStringConvertible {
    let problems: [Problem]
    /// What the command found out all the same, for programs.
    let findings: JSONObject

    init(_ description: String, findings: JSONObject = JSONObject()) {
        self.init([Problem(nil, description)], findings: findings)
    }

    init(_ problems: [Problem], findings: JSONObject = JSONObject()) {
        self.problems = problems
        self.findings = findings
    }

    /// A line for each problem.
    var description: String { problems.map(\.description).joined(separator: "\n") }
}
