import HTTPTypes
import Logging
import OAuthProtocol
import Synchronization
import Testing

@testable import WebServer

@Suite struct RequestObserverTests {
    private final class Lines: Sendable {
        let written = Mutex<[String]>([])
    }

    /// Keeps what is logged, as text.
    private struct Keeper: LogHandler {
        let lines: Lines
        var logLevel: Logger.Level
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.written.withLock { $0.append("\(event.level) \(event.message) \(metadata.joined(separator: " "))") }
        }
    }

    private struct Failing: Endpoint {
        func respond(to request: WebRequest) async -> WebResponse {
            WebResponse(status: .internalServerError, logDetail: "the disk is full")
        }
    }

    private let registry = MetricsRegistry()

    private func observe(_ level: Logger.Level, every: Int = 1, _ requests: [WebRequest]) async -> [String] {
        let lines = Lines()
        let clock = Atomic<UInt64>(0)
        let logger = Logger(label: "test") { _ in Keeper(lines: lines, logLevel: level) }
        let observer = RequestObserver(metrics: registry, logger: logger, every: every) {
            clock.wrappingAdd(1_234_567, ordering: .relaxed).newValue
        }
        let table = RouteTable(
            [
                Route(["/token"], methods: [.post: Said("secret-answer")], family: .token, name: "/v1/auth/oauthtoken"),
                Route(["/login"], methods: [.get: Said("form")], family: .page, name: "/login"),
                Route(["/me"], methods: [.get: Failing()], family: .token, name: "/v1/auth/me"),
            ], observer: observer)
        for request in requests { _ = await table.respond(to: request) }
        return lines.written.withLock { $0 }
    }

    @Test func `a line tells how a request went and nothing that it held`() async {
        let request = WebRequest(
            method: .post, path: "/token", query: "code=secret-query", headers: [.authorization: "secret-header"],
            body: Array("secret-body".utf8), address: "192.0.2.1", isSecure: true, id: "r-1", now: Timestamp(0))
        let lines = await observe(.debug, [request])
        #expect(
            lines == [
                "debug request address=192.0.2.1 bytes=13 method=POST ms=1.234 outcome=ok request_id=r-1"
                    + " route=/v1/auth/oauthtoken status=200"
            ])
    }

    @Test func `tokens are not worth a line and failures are`() async {
        let lines = await observe(.info, [.post("/token"), .get("/login"), .get("/token"), .get("/me")])
        #expect(lines.map { $0.prefix { $0 != " " } } == ["info", "info", "error"])
        #expect(lines.last?.contains("cause=the disk is full") == true)
    }

    @Test(arguments: [(0, 0), (1, 9), (3, 3), (100, 1)])
    func `each so manyth request has a line, and every failure`(every: Int, lines: Int) async {
        let requests = (0..<9).map { _ in WebRequest.get("/login") }
        let logged = await observe(.info, every: every, requests + [.get("/me"), .get("/me")])
        #expect(logged.count { $0.hasPrefix("info") } == lines)
        #expect(logged.count { $0.hasPrefix("error") } == 2)
    }

    @Test func `a path that is not ours is never repeated`() async {
        let lines = await observe(.debug, [.get("/code/secret-path")])
        #expect(lines.first?.contains("route=unmatched status=404") == true)
        #expect(!lines.joined().contains("secret"))
    }

    @Test func `requests are counted by route and outcome`() async {
        let made = HTTPRequest.Method("MADEUP")
        _ = await observe(
            .critical,
            [.post("/token"), .post("/token"), .get("/nowhere"), .get("/me")]
                + [made].compactMap { $0.map { .request($0, "/login") } })
        let text = String(decoding: registry.render(), as: UTF8.self)
        for line in [
            #"cardea_http_requests_total{route="/v1/auth/oauthtoken",method="POST",status="200",outcome="ok"} 2"#,
            #"cardea_http_requests_total{route="unmatched",method="GET",status="404",outcome="not_found"} 1"#,
            #"cardea_http_requests_total{route="/v1/auth/me",method="GET",status="500",outcome="failed"} 1"#,
            #"cardea_http_requests_total{route="/login",method="OTHER",status="405",outcome="method_not_allowed"} 1"#,
            #"cardea_http_request_duration_seconds_bucket{route="/v1/auth/oauthtoken",le="0.0025"} 2"#,
            #"cardea_http_request_duration_seconds_count{route="/v1/auth/oauthtoken"} 2"#,
        ] {
            #expect(text.contains(line))
        }
    }
}
