import OAuthProtocol

/// All that was found about an address.
package struct Diagnosis: Sendable {
    /// What the address turned out to be.
    package enum Kind: String, Sendable {
        case authorizationServer = "authorization_server"
        /// An MCP server, or any API that sends its clients to an authorization server (RFC 9728).
        case protectedResource = "protected_resource"
        case unknown
    }

    /// The findings' sum.
    package enum Verdict: String, Sendable {
        /// No problem and no warning.
        case healthy
        case warnings
        case problems
    }

    /// What one group of checks found, about one address.
    package struct Section: Sendable {
        package let title: String
        /// The address or the client that was checked; where a server named it, it may be any text.
        package let subject: String
        package let findings: [Finding]

        init(title: String, subject: String, findings: [Finding]) {
            self.title = title
            self.subject = VisibleText.line(subject, limit: 300)
            self.findings = findings
        }
    }

    package let url: WebURI
    package var kind: Kind
    package var sections: [Section]

    package var findings: [Finding] { sections.flatMap(\.findings) }

    package var verdict: Verdict {
        if count(.problem) > 0 { return .problems }
        return count(.warning) > 0 ? .warnings : .healthy
    }

    package func count(_ severity: Severity) -> Int {
        findings.count { $0.severity == severity }
    }

    /// For programs: `{url, kind, verdict, findings: [{id, severity, title, detail, remedy, clause, section, subject}]}`;
    /// what a finding does not have is left out.
    package var json: JSONValue {
        let findings = sections.flatMap { section in
            section.findings.map { finding in
                var members: JSONObject = [
                    "id": .string(finding.id), "severity": .string(finding.severity.rawValue),
                    "title": .string(finding.title),
                ]
                members["detail"] = finding.detail.map(JSONValue.string)
                members["remedy"] = finding.remedy.map(JSONValue.string)
                members["clause"] = finding.clause.map(JSONValue.string)
                members["section"] = .string(section.title)
                members["subject"] = .string(section.subject)
                return JSONValue.object(members)
            }
        }
        return .object([
            "url": .string(url.value), "kind": .string(kind.rawValue), "verdict": .string(verdict.rawValue),
            "findings": .array(findings),
        ])
    }
}
