import Foundation
import HTTPTypes
import Logging
import NIOCore
import OAuthProtocol
import ServiceLifecycle

@testable import WebServer

/// A server on a free port of the loopback interface, for as long as a test runs.
struct RunningServer: Sendable {
    let port: Int
    let server: HTTPServer
    private let group: ServiceGroup

    /// Runs a server with these routes, hands it to `body`, and shuts it down in good order.
    static func with<Result: Sendable>(
        _ routes: [Route] = [Route(["/"], methods: [.get: Echo(), .post: Echo()], family: .plain, name: "/")],
        limits: TransportLimits = TransportLimits(), tls: TLSFiles? = nil, proxies: [IPNetwork] = [],
        observer: RequestObserver? = nil, metrics: MetricsRegistry? = nil,
        _ body: (RunningServer) async throws -> Result
    ) async throws -> Result {
        let ids = RequestIDs(prefix: "test")
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = try HTTPServer(
            table: RouteTable(routes, observer: observer), host: "127.0.0.1", port: 0, tls: tls, limits: limits,
            now: { Timestamp(784_111_777) }, ids: { ids.next() }, metrics: metrics, trustedProxies: proxies,
            logger: logger, onListening: { listening.yield($0) })
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
        async let life: Void = group.run()
        var port: Int?
        for await number in ports {
            port = number
            break
        }
        guard let port else { throw CancellationError() }
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await body(RunningServer(port: port, server: server, group: group)))
        } catch {
            outcome = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await life
        return try outcome.get()
    }

    /// Asks the server to shut down, and returns at once.
    func beginShutdown() async {
        await group.triggerGracefulShutdown()
    }
}

/// A certificate and a key in files of their own, for as long as `body` runs.
func withTLSFiles<Result>(
    _ certificate: TestCertificate,
    _ body: (TLSFiles, _ replace: @escaping (TestCertificate) throws -> Void) async throws -> Result
) async throws -> Result {
    let name = ProcessInfo.processInfo.globallyUniqueString
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cardea-\(name)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = TLSFiles(
        certificatePath: folder.appendingPathComponent("certificate.pem").path,
        keyPath: folder.appendingPathComponent("key.pem").path)
    let write: (TestCertificate) throws -> Void = { certificate in
        try certificate.certificate.write(toFile: files.certificatePath, atomically: true, encoding: .utf8)
        try certificate.key.write(toFile: files.keyPath, atomically: true, encoding: .utf8)
    }
    try write(certificate)
    return try await body(files, write)
}
