import HTTPTypes
import OAuthProtocol
import OAuthServer
import Synchronization
import Testing

@testable import Outbound
@testable import WebServer
@testable import cardea

/// How logout tokens leave the server (OpenID Connect Back-Channel Logout §2.5).
@Suite struct LogoutTokenPostingTests {
    @Test func `a token is posted as a form, to the address as it is`() async throws {
        try await withListener { port, listener in
            let status = try await client(port).post(
                Array("aaa.b-b_b.ccc".utf8), to: try uri("http://127.0.0.1:\(port)/logout?tenant=1"))
            #expect(status == 200)
            let request = try #require(listener.seen.first)
            #expect(request.method == .post)
            #expect(request.query == "tenant=1")
            #expect(request.headers[.contentType] == "application/x-www-form-urlencoded")
            #expect(String(decoding: request.body, as: UTF8.self) == "logout_token=aaa.b-b_b.ccc")
        }
    }

    @Test(arguments: [
        ("/no-content", 204), ("/refused", 400), ("/broken", 503), ("/redirect", 307), ("/large", 200),
    ])
    func `the status is all that counts, and a redirect is not followed`(path: String, status: Int) async throws {
        try await withListener { port, listener in
            let answer = try await client(port).post([0x61], to: try uri("http://127.0.0.1:\(port)\(path)"))
            #expect(answer == status)
            #expect(listener.seen.map(\.path) == [path])
        }
    }

    @Test func `an address that is not exempt is not spoken to`() async throws {
        try await withListener { port, listener in
            let guarded = OutboundClient(allowing: ["127.0.0.1:1", "localhost:\(port)"])
            for text in [
                "http://127.0.0.1:\(port)/logout", "https://127.0.0.1:\(port)/logout", "http://[::1]:\(port)/logout",
            ] {
                let uri = try uri(text)
                await #expect(throws: OAuthError(.invalidClientMetadata, "")) {
                    try await guarded.post([0x61], to: uri)
                }
            }
            #expect(listener.seen.isEmpty)
        }
    }

    @Test func `where nobody listens there is no answer`() async throws {
        let port = try await withListener { port, _ in port }
        let uri = try uri("http://127.0.0.1:\(port)/logout")
        await #expect(throws: OAuthError(.temporarilyUnavailable, "")) { try await client(port).post([0x61], to: uri) }
    }

    private func uri(_ text: String) throws -> WebURI {
        try #require(WebURI(text))
    }

    private func client(_ port: Int) -> OutboundClient {
        OutboundClient(allowing: ["127.0.0.1:\(port)"])
    }

    private func withListener<Result: Sendable>(
        _ body: (Int, Listener) async throws -> Result
    ) async throws -> Result {
        let listener = Listener()
        let paths = ["/logout"] + Listener.answers.keys
        let routes = paths.map { path in
            Route([path], methods: [.post: listener, .get: listener], family: .plain, name: path)
        }
        return try await RunningServer.with(routes) { try await body($0.port, listener) }
    }
}

/// A client's back-channel logout endpoint, good and bad, that remembers what came.
private final class Listener: Endpoint {
    static let answers: [String: WebResponse] = [
        "/no-content": WebResponse(status: .noContent),
        "/refused": WebResponse(status: .badRequest, body: Array(#"{"error":"invalid_request"}"#.utf8)),
        "/broken": WebResponse(status: .serviceUnavailable),
        "/redirect": WebResponse(status: .temporaryRedirect, headers: [.location: "/logout"]),
        "/large": WebResponse(status: .ok, body: [UInt8](repeating: 0x20, count: 1_000_000)),
    ]

    private let requests = Mutex<[WebRequest]>([])

    var seen: [WebRequest] { requests.withLock { $0 } }

    func respond(to request: WebRequest) async -> WebResponse {
        requests.withLock { $0.append(request) }
        return Self.answers[request.path] ?? WebResponse(status: .ok)
    }
}
