import CardeaTesting
import OAuthProtocol
import StorageTesting
import Synchronization
import Testing

@testable import Doctor

/// What people and programs read.
struct ReportTests {
    private func diagnosis(_ outcomes: [(id: String, outcome: Outcome?)]) throws -> Diagnosis {
        let examiner = Examiner(TestNetwork.context)
        for (id, outcome) in outcomes { examiner.check(id, outcome) }
        let url = try #require(WebURI("https://as.example.com"))
        let section = Diagnosis.Section(
            title: "Keys", subject: "https://as.example.com/jwks", findings: examiner.findings)
        return Diagnosis(url: url, kind: .authorizationServer, sections: [section])
    }

    @Test func `nothing that a server says steers the terminal`() throws {
        let outcome = Outcome.problem("\u{1b}[31mtitle", "\u{1b}]0;owned\u{7}", mend: "\u{8}")
        let finding = try #require(try diagnosis([("a.b", outcome)]).findings.first)
        #expect(finding.title == "?[31mtitle")
        #expect(finding.detail == "?]0;owned?")
        #expect(finding.remedy == "?")
    }

    @Test func `people read what is wrong, why, how to mend it and where it is written`() throws {
        let text = TextReport(isColoured: false).text(
            of: try diagnosis([
                ("keys.names", .ok("Every key has a name")),
                (
                    "keys.secrecy",
                    .problem(
                        "A private key is published", "Anybody can sign.", mend: "replace it", clause: "RFC 7517 §9")
                ),
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

    @Test
    func `an outcome may say its own clause and remedy in the place of its check's, and what is in order has none`() {
        let examiner = Examiner(TestNetwork.context)
        let outcomes: [Outcome?] = [.note("t"), .note("t", mend: "n", clause: "d"), .ok("t"), nil]
        for outcome in outcomes { examiner.check("a.b", clause: "c", mend: "m", outcome) }
        #expect(examiner.findings.map(\.clause) == ["c", "d", nil])
        #expect(examiner.findings.map(\.remedy) == ["m", "n", nil])
    }

    @Test func `of the outcomes of a check the first that applies is found`() {
        let examiner = Examiner(TestNetwork.context)
        examiner.check("a.b", .problem(if: false, "1", "d"), nil, .note(if: true, "2"), .ok("3"))
        examiner.check("c.d", .problem(if: false, "4", "d"))
        #expect(examiner.findings.map(\.title) == ["2"])
    }

    @Test func `colours are for terminals only`() throws {
        let diagnosis = try diagnosis([("keys.names", .ok("Every key has a name"))])
        #expect(TextReport(isColoured: true).text(of: diagnosis).contains("\u{1b}[32mok\u{1b}[0m"))
        #expect(!TextReport(isColoured: false).text(of: diagnosis).contains("\u{1b}"))
    }

    @Test func `programs read one object, in which nothing is null`() throws {
        let json = try diagnosis([("a.b", .ok("Good")), ("c.d", .note("Hm"))]).json
        let object = try #require(json.object)
        #expect(object["kind"]?.string == "authorization_server")
        #expect(object["verdict"]?.string == "healthy")
        let findings = try #require(object["findings"]?.array).compactMap { $0.object }
        #expect(
            findings.map { $0.members.map(\.name) }
                == Array(repeating: ["id", "severity", "title", "section", "subject"], count: 2))
    }

    @Test func `an address that a server names in its own way is shown harmlessly`() async throws {
        var network = TestNetwork()
        network.metadata["token_endpoint"] = .string("\u{9b}2J\u{202e}")
        let diagnosis = try await network.diagnosis(registers: false)
        #expect(diagnosis.sections.map(\.subject).contains("?2J?"))
        #expect(!String(decoding: diagnosis.json.octets, as: UTF8.self).unicodeScalars.contains("\u{202e}"))
    }

    @Test func `the verdict is that of the worst finding`() throws {
        let warning = Outcome.warning("t", "d", mend: "m")
        #expect(try diagnosis([("a.b", .note("t"))]).verdict == .healthy)
        #expect(try diagnosis([("a.b", warning)]).verdict == .warnings)
        #expect(try diagnosis([("a.b", warning), ("a.b", .problem("t", "d", mend: "m"))]).verdict == .problems)
    }

    @Test func `a transcript shows everything but the secrets`() async throws {
        let lines = Mutex<[String]>([])
        var checkup = Checkup(
            exchange: TestNetwork(), entropy: .seeded(), clock: { TestNetwork.now }, registers: true,
            show: { line in lines.withLock { $0.append(line) } })
        let url = try #require(WebURI(TestNetwork.issuer))
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
