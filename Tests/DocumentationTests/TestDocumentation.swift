import CardeaTesting
import HTTPTypes
import OAuthProtocol
import OAuthServer
import WebPages
import WebServer

@testable import Documentation

/// The documentation on a table of routes of its own.
struct TestDocumentation {
    let documentation: Documentation
    let manual: Manual
    /// The issuer's path.
    let base: String
    private let table: RouteTable

    /// - `issuer`: may have a path.
    init(issuer: String = "https://cardea.example") throws {
        guard let issuer = Issuer(issuer) else { throw UnexpectedResult("\(issuer) is not an issuer") }
        base = issuer.path
        let configuration = Self.everything(issuer)
        documentation = Documentation(
            configuration: configuration, pages: try PageResponder(issuer: issuer, appearance: Appearance()))
        manual = Manual(base: issuer.path, reference: [APIDescription(configuration).page])
        table = RouteTable(documentation.routes, basePath: issuer.path)
    }

    /// A server that has all that a server may have.
    static func everything(_ issuer: Issuer) -> ServerConfiguration {
        var configuration = ServerConfiguration(issuer: issuer)
        configuration.registration.policy = .open
        configuration.accountRegistration = true
        configuration.compatibility.renew = true
        return configuration
    }

    func send(
        _ method: HTTPRequest.Method = .get, _ path: String, headers: HTTPFields = [:], body: String = "",
        from address: String = "192.0.2.1", at now: Int64 = 0
    ) async -> Reply {
        Reply(
            await table.respond(
                to: WebRequest(
                    method: method, path: path, headers: headers, body: Array(body.utf8), address: address,
                    isSecure: true, id: "request-1", now: Timestamp(now))))
    }
}
