import HTTPTypes
import NIOCore
import NIOPosix
import OAuthProtocol
import OAuthServer
import Synchronization
import Testing

@testable import Outbound
@testable import WebServer
@testable import cardea

/// The client against a plain server on this machine, which only `outbound.allow` lets it speak to.
@Suite struct OutboundClientTests {
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
            let guarded = OutboundClient(allowing: ["127.0.0.1:1", "localhost:\(port)"])
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
            let guarded = OutboundClient(allowing: ["localhost:\(port)"], patience: .minutes(10))
            _ = try await guarded.fetch("http://\(host):\(port)/keys")
            #expect(publisher.seen == ["/keys"])
        }
    }

    @Test func `what comes is described with its status, its media type and how long it may be kept`() async throws {
        try await withPublisher { port, _ in
            let found: [(String, FetchedDocument)] = [
                ("/kept", FetchedDocument(mediaType: "application/json", maxAge: 90, octets: Array("{}".utf8))),
                ("/unkept", FetchedDocument(mediaType: "", maxAge: 0, octets: Array("{}".utf8))),
                ("/missing", FetchedDocument(status: 404, mediaType: "", octets: [])),
                ("/redirect", FetchedDocument(status: 302, mediaType: "", octets: [])),
            ]
            for (path, document) in found {
                let found = try await client(port).fetch("http://127.0.0.1:\(port)\(path)", limit: 100)
                #expect(found == document)
            }
        }
    }

    @Test func `a caller's own limit holds to the octet`() async throws {
        try await withPublisher { port, _ in
            let url = "http://127.0.0.1:\(port)/keys"
            let whole = try await client(port).fetch(url, limit: 11)
            #expect(whole.octets.count == 11)
            await #expect(throws: OAuthError.self) { try await client(port).fetch(url, limit: 10) }
        }
    }

    @Test func `a name is resolved once, and the address that was vetted is the one that is connected to`() async throws
    {
        try await withPublisher { port, publisher in
            let answers = Answers(["127.0.0.1", "127.0.0.2"])
            let guarded = OutboundClient(
                allowing: ["rebinding.example:\(port)"], patience: .minutes(10), resolve: answers.next)
            _ = try await guarded.fetch("http://rebinding.example:\(port)/keys")
            #expect(answers.asked == 1)
            #expect(publisher.seen == ["/keys"])
        }
    }

    @Test(arguments: [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "fe80::1", "fd00::1", "::",
    ])
    func `a name that leads to a special-use address leads nowhere`(address: String) async throws {
        try await withPublisher { port, publisher in
            let guarded = OutboundClient(allowing: [], patience: .minutes(10), resolve: Answers([address]).next)
            let error = await refusal(guarded, "https://app.example:\(port)/keys")
            #expect(error?.cause?.contains("special-use") == true)
            #expect(publisher.seen.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a body that comes octet by octet and never ends is not waited for`() async throws {
        try await withDribbler { port in
            let guarded = OutboundClient(
                allowing: ["127.0.0.1:\(port)"], patience: .milliseconds(200))
            #expect(await refusal(guarded, "http://127.0.0.1:\(port)/")?.code == .temporarilyUnavailable)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a resolver that hangs is not waited for`() async {
        let guarded = OutboundClient(allowing: [], patience: .milliseconds(50)) { _, _, deadline in
            try await ConcurrencyLimit.bounded(by: deadline) { _ in }
        }
        #expect(await refusal(guarded, "https://app.example/")?.code == .temporarilyUnavailable)
    }

    @Test func `where nobody listens there is no document`() async throws {
        let port = try await withPublisher { port, _ in port }
        #expect(await refusal(client(port), "http://127.0.0.1:\(port)/keys")?.code == .temporarilyUnavailable)
    }

    private func client(_ port: Int) -> OutboundClient {
        // Where the machine has much to do a fetch may take longer than the usual five seconds.
        OutboundClient(allowing: ["127.0.0.1:\(port)"], patience: .minutes(10))
    }

    private func refusal(_ client: OutboundClient, _ url: String) async -> OAuthError? {
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
        "/kept": WebResponse(
            status: .ok,
            headers: [.contentType: "Application/JSON; charset=utf-8", .cacheControl: "public, max-age=90"],
            body: Array("{}".utf8)),
        "/unkept": WebResponse(status: .ok, headers: [.cacheControl: "max-age=90, no-store"], body: Array("{}".utf8)),
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

/// A resolver that gives another address each time.
private final class Answers: Sendable {
    private let addresses: [String]
    private let count = Mutex(0)

    init(_ addresses: [String]) {
        self.addresses = addresses
    }

    var asked: Int { count.withLock { $0 } }

    var next: OutboundClient.Resolve {
        { [self] _, port, _ in
            let index = count.withLock { count in
                count += 1
                return count - 1
            }
            return try SocketAddress(ipAddress: addresses[index % addresses.count], port: port)
        }
    }
}

/// Runs `body` beside a server that sends the head of an answer at once and its body for ever, octet by octet.
private func withDribbler<Result: Sendable>(_ body: (Int) async throws -> Result) async throws -> Result {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .childChannelInitializer { child in
            child.writeAndFlush(
                ByteBuffer(
                    string: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 40000\r\n\r\n"),
                promise: nil)
            let drops = child.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(10)) { _ in
                child.writeAndFlush(ByteBuffer(string: " "), promise: nil)
            }
            child.closeFuture.whenComplete { _ in drops.cancel() }
            return child.eventLoop.makeSucceededVoidFuture()
        }
        .bind(host: "127.0.0.1", port: 0).get()
    let result: Swift.Result<Result, any Error>
    do {
        result = .success(try await body(channel.localAddress?.port ?? 0))
    } catch {
        result = .failure(error)
    }
    try await channel.close()
    return try result.get()
}
