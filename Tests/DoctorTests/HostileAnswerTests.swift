import CardeaTesting
import NIOCore
import OAuthProtocol
import Outbound
import StorageTesting
import Testing

@testable import Doctor

/// A server may answer anything. Whatever it is, the examination ends, costs little, and shows only what can be seen.
struct HostileAnswerTests {
    private static let bodies = [
        "", "null", "[]", "{}", "\"text\"", "{\"keys\":[1,2]}", "{\"keys\":[{}]}", "\u{1b}[2J\u{7}",
        "{\"error\":{\"a\":null}}",
        "{\"issuer\":8,\"token_endpoint\":[],\"jwks_uri\":{}}", "<html>", "{\"client_id\":\"\\u001b[31m\"}",
        "{\"error\":\"\\u001b]0;owned\\u0007\"}", String(repeating: "[", count: 5000),
        String(repeating: "{\"a\":", count: 80),
        "{\"issuer\":\"\u{202e}moc.elpmaxe\",\"token_endpoint\":\"javascript:alert(1)\"}",
        "{\"issuer\":\"https://as.example.com\",\"token_endpoint\":\"https://as.example.com:99999/\"}",
    ]
    private static let values = [
        "", "Bearer", "Bearer error=\"", "Basic , , Bearer a=b=c", "text/html", "application/json;;;", "*",
        "\u{1b}[31m",
        "javascript:alert(1)", "//", "?", "https://client.cardea-doctor.invalid/callback#",
        "Tue, 99 Foo 0000 99:99:99 GMT",
        String(repeating: "a", count: 10_000), "Bearer resource_metadata=\"https://mcp.example.com/\u{7}\"",
        "text/event-stream",
    ]
    private static let names = [
        "Content-Type", "WWW-Authenticate", "Location", "Date", "Access-Control-Allow-Origin", "Cache-Control",
    ]

    @Test(arguments: 0..<150) func `no answer of a hostile server ends the examination badly`(seed: Int) async throws {
        var network = TestNetwork()
        let chance = Chance(seed: UInt64(seed))
        for method in ["GET", "POST", "OPTIONS", "DELETE"] {
            network.change(method, "*") { _, answer in chance.spoil(answer) }
        }
        for url in [TestNetwork.issuer, TestNetwork.resource] {
            let diagnosis = try await network.diagnosis(of: url)
            #expect(!diagnosis.findings.isEmpty)
            expectPrintable(TextReport(isColoured: false).text(of: diagnosis))
            let json = diagnosis.json.octets
            #expect((try? JSONParser.parse(json)) != nil)
            expectPrintable(String(decoding: json, as: UTF8.self))
        }
    }

    private func expectPrintable(_ text: String) {
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7f })
        #expect(
            !text.unicodeScalars.contains {
                $0.properties.generalCategory == .format || (0x80...0x9f).contains($0.value)
            })
    }

    @Test func `documents that lead from one to the next are not followed for ever`() async throws {
        let asked = Counter()
        var network = TestNetwork()
        let servers = (0..<500).map { "https://as\($0).example.com" }
        network.resourceMetadata["authorization_servers"] = .strings(servers)
        for method in ["GET", "POST", "OPTIONS"] {
            network.change(method, "*") { _, answer in
                asked.count()
                return answer
            }
        }
        let diagnosis = try await network.diagnosis(of: TestNetwork.resource)
        #expect(diagnosis.findings.contains { $0.id == "resource_metadata.authorization_servers.many" })
        #expect(asked.value < BoundedExchange.limit)
    }

    @Test func `a run has an end, whatever is asked of it`() async throws {
        let exchange = BoundedExchange(TestNetwork())
        let url = try #require(WebURI(TestNetwork.issuer))
        for _ in 0..<BoundedExchange.limit { _ = await exchange.answer(to: OutboundRequest("GET", url)) }
        guard case .failure(.givenUp) = await exchange.answer(to: OutboundRequest("GET", url)) else {
            Issue.record("it goes on")
            return
        }
    }

    @Test func `a host that keeps silent is given up, and others are not`() async throws {
        var network = TestNetwork()
        network.failures["https://silent.example"] = .network(.tooSlow)
        let exchange = BoundedExchange(network)
        let silent = try #require(WebURI("https://silent.example/a"))
        for expected in [ExchangeFailure.network(.tooSlow), .network(.tooSlow), .givenUp] {
            guard case .failure(expected) = await exchange.answer(to: OutboundRequest("GET", silent)) else {
                Issue.record("not \(expected)")
                return
            }
        }
        let other = try #require(WebURI(TestNetwork.issuer))
        guard case .success = await exchange.answer(to: OutboundRequest("GET", other)) else {
            Issue.record("the other is given up too")
            return
        }
    }

    @Test func `a token for managing a registration cannot write our headers`() throws {
        let answer = Answer.json(
            201,
            [
                "client_id": .string("x"), "registration_client_uri": .string("https://as.example.com/r"),
                "registration_access_token": .string("a\r\nHost: evil"),
            ])
        let registration = try #require(Registration(answer))
        #expect(registration.management == nil)
    }

    @Test func `a public server cannot send us to a private address`() async throws {
        // No one listens at either port: what counts is that the second is not even tried.
        let exchange = LiveExchange(
            agent: "test", trusting: TrustedAuthorities(), isSpecialUse: { $0.port == 2 })
        let outside = try #require(WebURI("http://127.0.0.1:1/"))
        let inside = try #require(WebURI("http://127.0.0.1:2/"))
        let answers = [
            await exchange.answer(to: OutboundRequest("GET", outside)),
            await exchange.answer(to: OutboundRequest("GET", inside)),
        ]
        await exchange.close()
        guard case .failure = answers[0] else {
            Issue.record("somebody listens at port 1")
            return
        }
        guard case .failure(.privateAddress) = answers[1] else {
            Issue.record("the private address was tried")
            return
        }
    }
}

extension HostileAnswerTests {
    /// Chance that decides what becomes of answers.
    private final class Chance: Sendable {
        private let seed: UInt64
        private let turn = Counter()

        init(seed: UInt64) {
            self.seed = seed
        }

        func spoil(_ answer: Answer) -> Answer {
            turn.count()
            var generator = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(turn.value))
            // Most stay as they are, so that the examination gets far enough to meet the others.
            guard generator.number(below: 4) == 0 else { return answer }
            var spoilt = answer
            if generator.number(below: 2) == 0 {
                spoilt = spoilt.with(
                    status: generator.choice([0, 99, 200, 201, 302, 308, 401, 404, 429, 500, 999]) ?? 200)
            }
            if generator.number(below: 2) == 0, let body = generator.choice(HostileAnswerTests.bodies) {
                spoilt = spoilt.with(body: body)
            }
            if let name = generator.choice(HostileAnswerTests.names), generator.number(below: 2) == 0 {
                spoilt = spoilt.with(name, generator.choice(HostileAnswerTests.values))
            }
            return spoilt
        }
    }
}
