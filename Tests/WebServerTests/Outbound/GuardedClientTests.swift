import HTTPTypes
import OAuthProtocol
import Synchronization
import Testing

@testable import WebServer

/// The client against a plain server on this machine, which only `outbound.allow` lets it speak to.
@Suite struct GuardedClientTests {
    @Test func `a document is fetched as it is`() async throws {
        try await withPublisher { port, publisher in
            let octets = try await client(port).fetch("http://127.0.0.1:\(port)/keys?x=1")
            #expect(String(decoding: octets, as: UTF8.self) == #"{"keys":[]}"#)
            #expect(publisher.seen == ["/keys"])
        }
    }

    @Test(arguments: ["/redirect", "/see-other", "/missing", "/broken", "/empty-status", "/large"])
    func `a redirect, an error and too much of it are no document`(path: String) async throws {
        try await withPublisher { port, publisher in
            let error = await refusal(client(port), "http://127.0.0.1:\(port)\(path)")
            #expect(error?.code == .temporarilyUnavailable)
            #expect(error?.description == "a document that is needed could not be fetched")
            #expect(error?.cause != nil)
            // Nothing else was asked for: least of all where a redirect leads.
            #expect(publisher.seen == [path])
        }
    }

    @Test func `64 KiB are read and one octet more is not`() async throws {
        try await withPublisher { port, _ in
            let octets = try await client(port).fetch("http://127.0.0.1:\(port)/just-enough")
            #expect(octets.count == 65_536)
            #expect(await refusal(client(port), "http://127.0.0.1:\(port)/one-more") != nil)
        }
    }

    @Test func `an address that is not exempt is not spoken to`() async throws {
        try await withPublisher { port, publisher in
            let guarded = GuardedClient(allowing: ["127.0.0.1:1", "localhost:\(port)"])
            for url in [
                "http://127.0.0.1:\(port)/keys", "https://127.0.0.1:\(port)/keys", "http://[::1]:\(port)/keys",
                "http://0.0.0.0:\(port)/keys", "http://127.0.0.2:\(port)/keys", "http://127.1:\(port)/keys",
            ] {
                #expect(await refusal(guarded, url) != nil)
            }
            #expect(publisher.seen.isEmpty)
        }
    }

    @Test(arguments: ["localhost", "LOCALHOST", "LocalHost"])
    func `the name that was vetted is the one that is connected to, in any case`(host: String) async throws {
        try await withPublisher { port, publisher in
            let guarded = GuardedClient(allowing: ["localhost:\(port)"])
            _ = try await guarded.fetch("http://\(host):\(port)/keys")
            #expect(publisher.seen == ["/keys"])
        }
    }

    @Test func `where nobody listens there is no document`() async throws {
        let port = try await withPublisher { port, _ in port }
        #expect(await refusal(client(port), "http://127.0.0.1:\(port)/keys")?.code == .temporarilyUnavailable)
    }

    private func client(_ port: Int) -> GuardedClient {
        GuardedClient(allowing: ["127.0.0.1:\(port)"])
    }

    private func refusal(_ client: GuardedClient, _ url: String) async -> OAuthError? {
        do throws(OAuthError) {
            _ = try await client.fetch(url)
            return nil
        } catch {
            return error
        }
    }

    private func withPublisher<Result: Sendable>(
        _ body: (Int, Publisher) async throws -> Result
    ) async throws -> Result {
        let publisher = Publisher()
        let paths = ["/keys"] + Publisher.answers.keys
        let routes = paths.map { Route([$0], methods: [.get: publisher], family: .plain, name: $0) }
        return try await RunningServer.with(routes) { try await body($0.port, publisher) }
    }
}

/// Publishes documents, good and bad, and remembers what it was asked for.
private final class Publisher: Endpoint {
    static let answers: [String: WebResponse] = [
        "/redirect": WebResponse(status: .found, headers: [.location: "/keys"]),
        "/see-other": WebResponse(
            status: .seeOther, headers: [.location: "https://evil.example/"], body: Array("{}".utf8)),
        "/missing": WebResponse(status: .notFound, body: Array("{}".utf8)),
        "/broken": WebResponse(status: .internalServerError, body: Array("{}".utf8)),
        "/empty-status": WebResponse(status: .noContent),
        "/large": WebResponse(status: .ok, body: [UInt8](repeating: 0x20, count: 1_000_000)),
        "/just-enough": WebResponse(status: .ok, body: [UInt8](repeating: 0x20, count: 65_536)),
        "/one-more": WebResponse(status: .ok, body: [UInt8](repeating: 0x20, count: 65_537)),
    ]

    private let asked = Mutex<[String]>([])

    var seen: [String] { asked.withLock { $0 } }

    func respond(to request: WebRequest) async -> WebResponse {
        asked.withLock { $0.append(request.path) }
        return Self.answers[request.path] ?? WebResponse(status: .ok, body: Array(#"{"keys":[]}"#.utf8))
    }
}
