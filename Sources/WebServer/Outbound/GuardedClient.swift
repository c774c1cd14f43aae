import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import OAuthProtocol
import OAuthServer
import Outbound

/// The one client that speaks to addresses that others name: https only, one resolution, a connection to the very address
/// that was vetted, no redirects, bounded in size, time and number. What went wrong is in the log and never in the answer
/// (threat 6).
package struct GuardedClient: DocumentFetching {
    /// Key sets, metadata documents, lists of redirect URIs and request objects, and whatever a file server calls them.
    private static let accepted =
        "application/json, application/jwk-set+json, application/oauth-authz-req+jwt, application/jwt, */*;q=0.1"

    private let policy: OutboundPolicy
    private let authorities: TrustedAuthorities
    /// How long an exchange may take, from the wait for its host to the last octet.
    private let patience: TimeAmount
    private let lane: Lane
    private let resolve: Resolve?

    /// Gives the address of a host and port, before a deadline, in place of the system.
    typealias Resolve = @Sendable (_ host: String, _ port: Int, _ deadline: NIODeadline) async throws -> SocketAddress

    /// - Parameters:
    ///   - allowed: `host:port` pairs that are exempt from the guard against plain http and special-use addresses.
    ///   - authorities: whom to trust beside the system's.
    ///   - waiting: how many exchanges may wait for one host, of which two are under way.
    package init(
        allowing allowed: some Sequence<String>, trusting authorities: TrustedAuthorities = TrustedAuthorities(),
        waiting: Int = 6
    ) {
        self.init(allowing: allowed, trusting: authorities, waiting: waiting, patience: .seconds(5))
    }

    init(
        allowing allowed: some Sequence<String>, trusting authorities: TrustedAuthorities = TrustedAuthorities(),
        waiting: Int = 6, patience: TimeAmount, resolve: Resolve? = nil
    ) {
        policy = OutboundPolicy(allowing: allowed)
        self.authorities = authorities
        self.patience = patience
        lane = Lane(waiting: waiting)
        self.resolve = resolve
    }

    package func fetch(_ url: String, limit: Int) async throws(OAuthError) -> FetchedDocument {
        try await reaching(url) { client, deadline in await Self.get(url, limit: limit, by: client, deadline) }
    }

    /// Runs `exchange` with a client that connects to the vetted address of `url` and to no other, and the moment at which
    /// it must be over.
    func reaching<Value>(
        _ url: String, _ exchange: (HTTPClient, NIODeadline) async -> Result<Value, any Error>
    ) async throws(OAuthError) -> Value {
        let target = try target(of: url)
        do {
            let deadline = NIODeadline.now() + patience
            return try await lane.run(target.uri.host, by: deadline) {
                let address = try await vetted(target, by: deadline)
                var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
                configuration.timeout = .init(connect: patience, read: patience)
                // Under both spellings, so that it is found whether or not the client makes the name lower-case.
                for host in [target.host, target.uri.host] { configuration.dnsOverride[host] = address }
                configuration.httpVersion = .http1Only
                // The first failure is the one that says what is wrong, and nobody has to wait for the last.
                configuration.connectionPool.retryConnectionEstablishment = false
                var tls = TLSConfiguration.makeClientConfiguration()
                tls.additionalTrustRoots = [.certificates(authorities.certificates)]
                configuration.tlsConfiguration = tls
                let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
                let result = await exchange(client, deadline)
                try await client.shutdown()
                return try result.get()
            }
        } catch let error as OAuthError {
            throw error
        } catch is CancellationError {
            throw .unfetched("it was broken off")
        } catch {
            throw .unfetched(NetworkFailure(error).explanation(of: target.uri.hostAndPort))
        }
    }

    /// What an operator should know of an address: that the guard refuses it, now that its name is resolved too.
    ///
    /// - Returns: `nil` if nothing speaks against a visit, also where the name is not known just now.
    package func objection(to uri: WebURI) async -> String? {
        if let objection = policy.objection(to: uri) { return objection.advice(on: uri) }
        guard let target = try? target(of: uri.value),
            let address = try? await resolved(target, by: NIODeadline.now() + patience)
        else { return nil }
        return refusal(of: address, target)
    }

    private struct Target {
        let uri: WebURI
        /// As it is written.
        let host: String
        let port: Int
    }

    private func target(of url: String) throws(OAuthError) -> Target {
        guard let uri = WebURI(url), let parts = URIParts(url), let host = parts.host else {
            throw .unfetched("\(url.prefix(200)) is no URL")
        }
        if let objection = policy.objection(to: uri) {
            throw .unvisited(uri, because: objection)
        }
        let port = parts.port.flatMap { Int($0) } ?? (uri.isSecure ? 443 : 80)
        return Target(uri: uri, host: host, port: port)
    }

    /// The address to connect to, as text.
    private func vetted(_ target: Target, by deadline: NIODeadline) async throws -> String {
        let address: SocketAddress
        do {
            address = try await resolved(target, by: deadline)
        } catch ChannelError.connectTimeout {
            throw OAuthError.unfetched("the name \(target.uri.host) was not resolved in time")
        } catch  where !(error is OAuthError || error is CancellationError) {
            let reason = (error as? SocketAddressError.UnknownHost).map { " (\($0.errorDescription))" } ?? ""
            throw OAuthError.unfetched("no address is known for the name \(target.uri.host)\(reason)")
        }
        if let refusal = refusal(of: address, target) { throw OAuthError.unfetched("\(target.uri.host) \(refusal)") }
        guard let text = address.ipAddress else { throw OAuthError.unfetched("\(target.uri.host) has no address") }
        return text
    }

    private func resolved(_ target: Target, by deadline: NIODeadline) async throws -> SocketAddress {
        let isLiteral = target.host.utf8.first == UInt8(ascii: "[")
        let name = isLiteral ? String(target.host.dropFirst().dropLast()) : target.host
        guard let resolve else { return try await lane.resolve(name, port: target.port, by: deadline) }
        return try await resolve(name, target.port, deadline)
    }

    private func refusal(of address: SocketAddress, _ target: Target) -> String? {
        guard !policy.isExempt(target.uri), SpecialUseAddress.contains(address) else { return nil }
        return "leads to the special-use address \(address.ipAddress ?? "?"), "
            + "and is not reached before \(target.uri.hostAndPort) is listed in outbound.allow"
    }

    private static func get(
        _ url: String, limit: Int, by client: HTTPClient, _ deadline: NIODeadline
    ) async -> Result<FetchedDocument, any Error> {
        do {
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "Accept", value: accepted)
            let prepared = request
            // The client's own deadline ends with the head: whoever sent the rest octet by octet could keep us for days.
            return .success(
                try await Deadline.hold(deadline) {
                    let response = try await client.execute(prepared, deadline: deadline)
                    var document = FetchedDocument(
                        status: Int(response.status.code), mediaType: Caching.mediaType(response.headers),
                        maxAge: Caching.maxAge(response.headers))
                    guard response.status == .ok else { return document }
                    for try await part in response.body {
                        document.octets += part.readableBytesView
                        guard document.octets.count <= limit else {
                            throw OAuthError.unfetched("the document is larger than \(limit) octets")
                        }
                    }
                    return document
                })
        } catch {
            return .failure(error)
        }
    }
}

/// What the headers of a document say about it.
private enum Caching {
    /// `Content-Type` without parameters, in lower case; empty if there is none, or more than one.
    static func mediaType(_ headers: HTTPHeaders) -> String {
        MediaType.named(by: headers["content-type"])
    }

    /// Seconds by `Cache-Control` (RFC 9111 §5.2.2); `nil` if it says nothing.
    static func maxAge(_ headers: HTTPHeaders) -> Int64? {
        var age: Int64?
        for directive in headers[canonicalForm: "cache-control"].map({ $0.octets.lowercased }) {
            if directive == "no-store" || directive == "no-cache" { return 0 }
            guard directive.octets.hasPrefix("max-age=") else { continue }
            let digits = directive.utf8.dropFirst("max-age=".utf8.count).filter { $0 != UInt8(ascii: "\"") }
            guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { continue }
            // More than fits is a very long time.
            age = Int64(String(decoding: digits, as: UTF8.self)) ?? .max
        }
        return age
    }
}
