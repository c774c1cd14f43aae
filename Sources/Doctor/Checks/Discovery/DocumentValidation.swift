import OAuthProtocol

/// What is to be said of any metadata document: how it is sent, and that its members have values.
struct DocumentValidation {
    /// The first part of the findings' names.
    let name: String
    /// As people call it.
    let what: String
    let answer: Answer
    let document: JSONObject

    var findings: Findings {
        var findings = Findings()
        let clause = "RFC 8414 §3.2; RFC 9728 §3.2"
        findings.check("\(name).content_type", clause: clause, mend: "send Content-Type: application/json") {
            answer.mediaType == "application/json"
                ? nil
                : .warning("The \(what) is not sent as JSON", "Content-Type is \(answer.quoted("Content-Type")).")
        }
        findings.check("\(name).null", clause: clause, mend: "leave out what has no value") {
            let names = document.members.filter { $0.value == .null }.map(\.name)
            return names.isEmpty
                ? nil
                : .problem(
                    "Members of the \(what) are null",
                    "\(VisibleText.list(names)). Clients that check types, the MCP TypeScript SDK among them, refuse the whole document."
                )
        }
        findings.check("\(name).empty", clause: clause, mend: "leave out what has no value") {
            let names = document.members.filter { $0.value == .array([]) || $0.value == .string("") }.map(\.name)
            return names.isEmpty
                ? nil
                : .warning(
                    "Members of the \(what) are empty",
                    "\(VisibleText.list(names)). What has no element must be left out.")
        }
        let isInOrder = findings.list.isEmpty
        findings.check("\(name).form") {
            isInOrder ? .ok("The \(what) is sent as JSON, and nothing in it is null or empty") : nil
        }
        return findings
    }
}

extension VisibleText {
    /// The first eight names of a document, as a finding lists them.
    static func list(_ names: [String]) -> String {
        names.prefix(8).map { line($0, limit: 60) }.joined(separator: ", ")
    }
}
