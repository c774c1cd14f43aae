import CardeaTesting
import OAuthProtocol
import StorageTesting
import Synchronization
import Testing

@testable import Doctor

/// What people and programs read.
struct ReportTests {
    private func diagnosis(_ findings: [Finding]) throws -> Diagnosis {
        let url = try #require(WebURI("https://as.example.com"))
        return Diagnosis(
            url: url, kind: .authorizationServer,
            sections: [.init(title: "Keys", subject: "https://as.example.com/jwks", findings: findings)])
    }

    @Test func `nothing that a server says steers the terminal`() {
        let finding = Finding.problem("a.b", "\u{1b}[31mtitle", "\u{1b}]0;owned\u{7}", mend: "\u{8}", clause: nil)
        #expect(finding.title == "?[31mtitle")
        #expect(finding.detail == "?]0;owned?")
        #expect(finding.remedy == "?")
    }

    @Test func `people read what is wrong, why, how to mend it and where it is written`() throws {
        let text = TextReport(isColoured: false).text(
            of: try diagnosis([
                .ok("keys.names", "Every key has a name"),
                .problem(
                    "keys.secrecy", "A private key is published", "Anybody can sign.", mend: "replace it",
                    clause: "RFC 7517 §9"),
            ]))
        #expect(
            text == """
                Keys  https://as.example.com/jwks
                  ok       Every key has a name
                  problem  A private key is published  [keys.secrecy]
                           Anybody can sign.
                           To mend it: replace it.
                           See RFC 7517 §9.

                Something is wrong: 1 problem, 1 in order.
                """)
    }

    @Test func `colours are for terminals only`() throws {
        let diagnosis = try diagnosis([.ok("keys.names", "Every key has a name")])
        #expect(TextReport(isColoured: true).text(of: diagnosis).contains("\u{1b}[32mok\u{1b}[0m"))
        #expect(!TextReport(isColoured: false).text(of: diagnosis).contains("\u{1b}"))
    }

    @Test func `programs read one object, in which nothing is null`() throws {
        let json = try diagnosis([.ok("a.b", "Good"), .note("c.d", "Hm")]).json
        let object = try #require(json.object)
        #expect(object["kind"]?.string == "authorization_server")
        #expect(object["verdict"]?.string == "healthy")
        let findings = try #require(object["findings"]?.array).compactMap { $0.object }
        #expect(
            findings.map { $0.members.map(\.name) }
                == Array(repeating: ["id", "severity", "title", "section", "subject"], count: 2))
    }

    @Test func `an address that a server names in its own way is shown harmlessly`() async throws {
        var patient = Patient()
        patient.metadata["token_endpoint"] = .string("\u{9b}2J\u{202e}")
        let diagnosis = try await patient.diagnosis(registers: false)
        #expect(diagnosis.sections.map(\.subject).contains("?2J?"))
        #expect(!String(decoding: diagnosis.json.octets, as: UTF8.self).unicodeScalars.contains("\u{202e}"))
    }

    @Test func `the verdict is that of the worst finding`() throws {
        let warning = Finding.warning("a.b", "t", "d", mend: "m")
        #expect(try diagnosis([.note("a.b", "t")]).verdict == .healthy)
        #expect(try diagnosis([warning]).verdict == .warnings)
        #expect(try diagnosis([warning, .problem("a.b", "t", "d", mend: "m")]).verdict == .problems)
    }

    @Test func `a transcript shows everything but the secrets`() async throws {
        let lines = Mutex<[String]>([])
        let recorded = RecordedExchange(Patient()) { line in lines.withLock { $0.append(line) } }
        let checkup = Checkup(
            options: .init(registers: true), exchange: recorded, entropy: .seeded(), now: Patient.now)
        let url = try #require(WebURI(Patient.issuer))
        _ = await checkup.examine(url)
        let text = lines.withLock { $0.joined(separator: "\n") }
        #expect(text.contains("> POST https://as.example.com/token"))
        #expect(text.contains("\"registration_access_token\":\"(secret)\""))
        #expect(text.contains("> Authorization: (secret)"))
        #expect(!text.contains("manage-me"))
        #expect(!text.contains("no-such-code-"))
    }

    @Test(arguments: [
        (
            "https://c.example/cb?code=abc&state=1#access_token=def",
            "https://c.example/cb?code=(secret)&state=1#access_token=(secret)"
        ),
        ("/login?x=1", "/login?x=1"),
    ])
    func `a code in a redirect is a secret`(location: String, shown: String) {
        #expect(Transcript.lines(of: Answer.redirect(location)) == "< 302\n< Location: \(shown)")
    }
}
