import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import OAuthProtocol
import OAuthServer
import Testing

@testable import Outbound
@testable import WebServer
@testable import cardea

/// A fetch that fails says at once, and truly, why. Each would have minutes; none may need them.
@Suite(.timeLimit(.minutes(1))) struct FetchFailureTests {
    private func client(
        _ place: String, trusting authorities: TrustedAuthorities = TrustedAuthorities(),
        resolve: OutboundClient.Resolve? = nil
    ) -> OutboundClient {
        OutboundClient(allowing: [place], trusting: authorities, patience: .minutes(10), resolve: resolve)
    }

    private func cause(_ client: OutboundClient, _ url: String) async -> String {
        do throws(OAuthError) {
            _ = try await client.fetch(url)
            return "none"
        } catch {
            #expect(error.description == "a document that is needed could not be fetched")
            return error.cause ?? ""
        }
    }

    @Test func `a certificate of an unknown authority is told from one that is trusted`() async throws {
        try await withTLSFiles(.first) { files, replace in
            try await RunningServer.with(tls: files) { server in
                let place = "localhost:\(server.port)"
                let said = await cause(client(place), "https://\(place)/")
                #expect(said.hasPrefix("the certificate of \(place) is not trusted"))
                #expect(said.hasSuffix("outbound.ca_certificates"))
                let trusted = try TrustedAuthorities(path: files.certificatePath)
                let status = try await client(place, trusting: trusted).fetch("https://\(place)/", limit: 65_536).status
                #expect(status == 200)
                try replace(.second)
                let others = try TrustedAuthorities(path: files.certificatePath)
                #expect(await cause(client(place, trusting: others), "https://\(place)/").contains("is not trusted"))
            }
        }
    }

    @Test func `a certificate for another host says so`() async throws {
        try await withTLSFiles(.named) { files, _ in
            try await RunningServer.with(tls: files) { server in
                let place = "other.example:\(server.port)"
                let trusted = try TrustedAuthorities(path: files.certificatePath)
                let client = client(place, trusting: trusted) { _, port, _ in
                    try SocketAddress(ipAddress: "127.0.0.1", port: port)
                }
                let said = await cause(client, "https://\(place)/")
                #expect(said == "the certificate of \(place) is for another host")
            }
        }
    }

    @Test func `where nobody listens, the connection is refused`() async throws {
        let port = try await RunningServer.with { $0.port }
        for scheme in ["http", "https"] {
            let said = await cause(client("127.0.0.1:\(port)"), "\(scheme)://127.0.0.1:\(port)/")
            #expect(said == "127.0.0.1:\(port) cannot be reached (Connection refused)")
        }
    }

    @Test func `so it is where the name was resolved with the connection`() async throws {
        let port = try await RunningServer.with { $0.port }
        let error = await #expect(throws: NIOConnectionError.self) {
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "localhost", port: port).get()
        }
        #expect(NetworkFailure(try #require(error)) == .noConnection("Connection refused"))
    }

    @Test func `a server without TLS is no https`() async throws {
        try await RunningServer.with { server in
            let said = await cause(client("127.0.0.1:\(server.port)"), "https://127.0.0.1:\(server.port)/")
            #expect(said.hasPrefix("127.0.0.1:\(server.port) does not speak TLS"))
        }
    }

    @Test func `a name that nobody knows is no slow server`() async {
        let client = OutboundClient(allowing: [], patience: .minutes(10)) { _, _, _ in throw UnknownName() }
        #expect(await cause(client, "https://app.example/") == "no address is known for the name app.example")
    }

    @Test(arguments: [
        ("https://app.example/", "app.example:443"), ("https://App.example:8443/", "app.example:8443"),
    ])
    func `what the guard refuses is named as outbound.allow wants it`(url: String, place: String) async throws {
        let client = OutboundClient(allowing: [], patience: .minutes(10)) { _, port, _ in
            try SocketAddress(ipAddress: "10.1.2.3", port: port)
        }
        let said = await cause(client, url)
        #expect(said.contains("leads to the special-use address 10.1.2.3"))
        #expect(said.contains("before \(place) is listed in outbound.allow"))
        // What `client add` tells is the same.
        let objection = await client.objection(to: try #require(WebURI(url)))
        #expect(objection.map(said.hasSuffix) == true)
    }

    @Test func `a name that leads to the public internet, or to nowhere just now, is no reason for a warning`()
        async throws
    {
        let url = try #require(WebURI("https://app.example/keys"))
        let good = OutboundClient(allowing: [], patience: .minutes(10)) { _, port, _ in
            try SocketAddress(ipAddress: "93.184.216.34", port: port)
        }
        #expect(await good.objection(to: url) == nil)
        let unknown = OutboundClient(allowing: [], patience: .minutes(10)) { _, _, _ in throw UnknownName() }
        #expect(await unknown.objection(to: url) == nil)
        let exempt = OutboundClient(allowing: ["app.example:443"], patience: .minutes(10)) { _, port, _ in
            try SocketAddress(ipAddress: "10.1.2.3", port: port)
        }
        #expect(await exempt.objection(to: url) == nil)
    }

    @Test func `a file of authorities that is none is refused`() throws {
        for (text, reason) in [
            ("no certificate", "holds no certificate in PEM"), ("", "holds no certificate in PEM"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "is damaged"),
        ] {
            try withTemporaryFile(text) { path in
                let fault = #expect(throws: TrustedAuthorities.Fault.self) { try TrustedAuthorities(path: path) }
                #expect(fault?.description.contains("the file \(path)") == true)
                #expect(fault?.description.contains(reason) == true, "\(fault?.description ?? "")")
            }
        }
        for (path, reason) in [
            ("/nowhere/authorities.pem", "there is no file /nowhere/authorities.pem"),
            ("/proc", "/proc is a directory"), ("/proc/version/x", "cannot be read: Not a directory"),
        ] {
            let fault = #expect(throws: TrustedAuthorities.Fault.self) { try TrustedAuthorities(path: path) }
            #expect(fault?.description.contains(reason) == true, "\(fault?.description ?? "")")
        }
    }

    @Test func `certificates that are over are counted`() async throws {
        try await withTLSFiles(.first) { files, _ in
            let trusted = try TrustedAuthorities(path: files.certificatePath)
            #expect(trusted.expired(at: Timestamp(0)) == (0, 1))
            #expect(trusted.expired(at: Timestamp(1 << 40)) == (1, 1))
        }
    }

    private func withTemporaryFile(_ text: String, _ body: (String) throws -> Void) throws {
        let name = ProcessInfo.processInfo.globallyUniqueString
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("cardea-\(name)")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file.path)
    }
}

/// What a resolver says.
private struct UnknownName: Error {}
