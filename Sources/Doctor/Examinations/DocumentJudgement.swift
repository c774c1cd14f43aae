import OAuthProtocol

/// What is to be said of any metadata document: how it is sent, and that its members have values.
struct DocumentJudgement {
    /// The first part of the findings' names.
    let name: String
    /// As people call it.
    let what: String
    let answer: Answer
    let document: JSONObject

    var findings: [Finding] {
        var findings: [Finding] = []
        if answer.mediaType != "application/json" {
            findings.append(
                .warning(
                    "\(name).content_type", "The \(what) is not sent as JSON",
                    "Content-Type is \(VisibleText.quoted(answer.header("Content-Type") ?? "absent")).",
                    mend: "send Content-Type: application/json", clause: "RFC 8414 §3.2; RFC 9728 §3.2"))
        }
        let nulls = document.members.filter { $0.value == .null }.map(\.name)
        if !nulls.isEmpty {
            findings.append(
                .problem(
                    "\(name).null", "Members of the \(what) are null",
                    "\(list(nulls)). Clients that check types, the MCP TypeScript SDK among them, refuse the whole document.",
                    mend: "leave out what has no value", clause: "RFC 8414 §3.2; RFC 9728 §3.2"))
        }
        let empty = document.members.filter { $0.value == .array([]) || $0.value == .string("") }.map(\.name)
        if !empty.isEmpty {
            findings.append(
                .warning(
                    "\(name).empty", "Members of the \(what) are empty",
                    "\(list(empty)). What has no element must be left out.",
                    mend: "leave out what has no value", clause: "RFC 8414 §3.2; RFC 9728 §3.2"))
        }
        if findings.isEmpty {
            findings.append(.ok("\(name).form", "The \(what) is sent as JSON, and nothing in it is null or empty"))
        }
        return findings
    }

    private func list(_ names: [String]) -> String {
        names.prefix(8).map { VisibleText.line($0, limit: 60) }.joined(separator: ", ")
    }
}
