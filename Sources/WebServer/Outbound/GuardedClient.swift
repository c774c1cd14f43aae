import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import OAuthProtocol
import OAuthServer

/// The one client that speaks to addresses that others name: https only, one resolution, a connection to the very address
/// that was vetted, no redirects, bounded in size and time. What went wrong is in the log and never in the answer
/// (threat 6).
package struct GuardedClient: DocumentFetching {
    private static let limit = 64 * 1024
    /// How long an answer may take.
    static let patience = TimeAmount.seconds(5)
    /// Key sets, lists of redirect URIs and request objects, and whatever a file server calls them.
    private static let accepted =
        "application/json, application/jwk-set+json, application/oauth-authz-req+jwt, application/jwt, */*;q=0.1"

    /// `host:port` pairs that are exempt from the guard against plain http and special-use addresses.
    private let allowed: Set<String>

    package init(allowing allowed: some Sequence<String>) {
        self.allowed = Set(allowed.map { $0.lowercased() })
    }

    package func fetch(_ url: String) async throws(OAuthError) -> [UInt8] {
        try await reaching(url) { await Self.get(url, by: $0) }
    }

    /// Runs `exchange` with a client that connects to the vetted address of `url` and to no other.
    func reaching<Value>(
        _ url: String, _ exchange: (HTTPClient) async -> Result<Value, any Error>
    ) async throws(OAuthError) -> Value {
        let target = try target(of: url)
        do {
            let address = try await resolve(target)
            var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
            configuration.timeout = .init(connect: Self.patience, read: Self.patience)
            // Under both spellings, so that it is found whether or not the client makes the name lower-case.
            for host in [target.host, target.host.lowercased()] { configuration.dnsOverride[host] = address }
            configuration.httpVersion = .http1Only
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            let result = await exchange(client)
            try await client.shutdown()
            return try result.get()
        } catch let error as OAuthError {
            throw error
        } catch {
            throw Self.failure("\(error)")
        }
    }

    private struct Target {
        let host: String
        let port: Int
        let isExempt: Bool
    }

    private func target(of url: String) throws(OAuthError) -> Target {
        guard let parts = URIParts(url), let host = parts.host, parts.fragment == nil, Self.isPlain(host) else {
            throw Self.failure("\(url.prefix(200)) is no URL")
        }
        let port = parts.port.flatMap { Int($0) } ?? (parts.scheme == "https" ? 443 : 80)
        let isExempt = allowed.contains("\(host.lowercased()):\(port)")
        guard parts.scheme == "https" || parts.scheme == "http" && isExempt else {
            throw Self.failure("\(parts.scheme)://\(host) is not https, and not in outbound.allow")
        }
        return Target(host: host, port: port, isExempt: isExempt)
    }

    /// Whether a host has no escapes or other characters that the HTTP client might read in its own way: it would then
    /// miss the address that was vetted and resolve the name once more.
    private static func isPlain(_ host: String) -> Bool {
        let name = host.hasPrefix("[") ? host.dropFirst().dropLast() : host[...]
        return name.utf8.allSatisfy { octet in
            PercentEncoding.isUnreserved(octet) || octet == UInt8(ascii: ":") && host.hasPrefix("[")
        }
    }

    /// The address to connect to, as text.
    private func resolve(_ target: Target) async throws -> String {
        let name = target.host.hasPrefix("[") ? String(target.host.dropFirst().dropLast()) : target.host
        let address = try await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(name, port: target.port)
        }
        guard target.isExempt || !SpecialUseAddress.contains(address), let text = address.ipAddress else {
            throw Self.failure("\(target.host) resolves to a special-use address, and is not in outbound.allow")
        }
        return text
    }

    private static func get(_ url: String, by client: HTTPClient) async -> Result<[UInt8], any Error> {
        do {
            var request = HTTPClientRequest(url: url)
            request.headers.add(name: "Accept", value: accepted)
            // The client's own ends with the head: whoever sent the rest octet by octet could keep us for days.
            let deadline = NIODeadline.now() + patience
            let response = try await client.execute(request, timeout: patience)
            guard response.status == .ok else { throw failure("the answer was \(response.status.code)") }
            var octets: [UInt8] = []
            for try await part in response.body {
                guard NIODeadline.now() < deadline else { throw failure("the document did not come in time") }
                octets += part.readableBytesView
                guard octets.count <= limit else { throw failure("the document is larger than \(limit) octets") }
            }
            return .success(octets)
        } catch {
            return .failure(error)
        }
    }

    static func failure(_ cause: String) -> OAuthError {
        OAuthError(
            .temporarilyUnavailable, "a document that is needed could not be fetched", cause: cause, retryAfter: 60)
    }
}
