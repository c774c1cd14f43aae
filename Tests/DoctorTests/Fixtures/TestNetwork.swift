import CardeaTesting
import OAuthProtocol
import Outbound
import StorageTesting

@testable import Doctor

/// A server and a resource that answer as they should, without a socket; a test changes one thing.
struct TestNetwork: Exchanging {
    typealias Change = @Sendable (OutboundRequest, Answer) -> Answer

    static let issuer = "https://as.example.com"
    static let resource = "https://mcp.example.com/mcp"
    static let now = Timestamp(1_700_000_000)

    static let context = CheckContext(exchange: TestNetwork(), entropy: .seeded(), clock: { now })

    var metadata = CorrectServer.metadata
    var resourceMetadata = CorrectResource.metadata
    var keys = CorrectServer.keys
    var handshake = Handshake(
        isTrusted: true, isTrustedForAnotherName: false, version: "TLS 1.3", notBefore: now - 86_400,
        notAfter: now + 80 * 86_400, names: ["as.example.com"], chainLength: 2, acceptsOldVersions: false)
    var failures: [String: ExchangeFailure] = [:]
    private var changes: [(method: String, path: String, change: Change)] = []

    /// Makes the answers to a method and a path other than they are; `*` for every path.
    mutating func change(_ method: String, _ path: String, _ change: @escaping Change) {
        changes.append((method, path, change))
    }

    func handshake(with url: WebURI) async -> Result<Handshake, ExchangeFailure> {
        if let failure = failures[url.origin] { return .failure(failure) }
        return .success(handshake)
    }

    func answer(to request: OutboundRequest) async -> Result<Answer, ExchangeFailure> {
        if let failure = failures[request.url.origin] { return .failure(failure) }
        var answer: Answer =
            switch request.url.origin {
            case Self.issuer: CorrectServer(metadata: metadata, keys: keys).answer(to: request)
            case "https://mcp.example.com": CorrectResource(metadata: resourceMetadata).answer(to: request)
            default: .json(404, ["error": .string("not_found")])
            }
        for change in changes where change.method == request.method {
            if change.path == "*" || change.path == request.url.path { answer = change.change(request, answer) }
        }
        return .success(answer)
    }

    /// All that is found of an address, by default the issuer.
    func diagnosis(
        of url: String = issuer, registers: Bool = true, client: KnownClient? = nil, seed: UInt64 = 1
    ) async throws -> Diagnosis {
        var checkup = Checkup(
            exchange: self, entropy: .seeded(seed), clock: { Self.now }, registers: registers, client: client)
        guard let url = WebURI(url) else { throw Missing() }
        return await checkup.examine(url)
    }

    struct Missing: Error {}
}

extension Answer {
    /// Header fields of an answer that any page may read and nobody may keep.
    static let open: [(name: String, value: String)] = [
        ("Date", "Tue, 14 Nov 2023 22:13:20 GMT"), ("Cache-Control", "no-store"), ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", "WWW-Authenticate"),
    ]

    static func json(_ status: Int, _ object: JSONObject, _ more: [(name: String, value: String)] = []) -> Answer {
        Answer(
            status: status, headers: open + [("Content-Type", "application/json")] + more, body: object.octets)
    }

    static func error(_ status: Int, _ code: String, _ more: [(name: String, value: String)] = []) -> Answer {
        json(status, ["error": .string(code), "error_description": .string("what to fix")], more)
    }

    static func page(_ status: Int, _ more: [(name: String, value: String)] = []) -> Answer {
        Answer(
            status: status,
            headers: [
                ("Date", "Tue, 14 Nov 2023 22:13:20 GMT"), ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", "frame-ancestors 'none'"),
            ] + more, body: Array("<!doctype html><title>Page</title>".utf8))
    }

    static func redirect(_ location: String, status: Int = 302) -> Answer {
        Answer(status: status, headers: [("Location", location)], body: [])
    }

    /// The same with another status.
    func with(status: Int) -> Answer {
        Answer(status: status, headers: headers, body: body, isCut: isCut)
    }

    /// The same with another body.
    func with(body: String) -> Answer {
        Answer(status: status, headers: headers, body: Array(body.utf8), isCut: isCut)
    }

    /// The same with one header field in place of all of its name; `nil` leaves them out.
    func with(_ name: String, _ value: String?) -> Answer {
        var headers = headers.filter { $0.name != name }
        if let value { headers.append((name, value)) }
        return Answer(status: status, headers: headers, body: body, isCut: isCut)
    }

    /// The same with one member of its JSON body otherwise; `nil` leaves it out.
    func with(member name: String, _ value: JSONValue?) -> Answer {
        guard var object else { return self }
        object[name] = value
        return Answer(status: status, headers: headers, body: object.octets, isCut: isCut)
    }
}
