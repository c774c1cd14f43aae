import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import OAuthProtocol
import OAuthServer

/// The one client that speaks to addresses that others name: https only, one resolution, a connection to the very address
/// that was vetted, no redirects, bounded in size, time and number. What went wrong is in the log and never in the answer
/// (threat 6).
package struct GuardedClient: DocumentFetching {
    /// Key sets, metadata documents, lists of redirect URIs and request objects, and whatever a file server calls them.
    private static let accepted =
        "application/json, application/jwk-set+json, application/oauth-authz-req+jwt, application/jwt, */*;q=0.1"

    /// `host:port` pairs that are exempt from the guard against plain http and special-use addresses.
    private let allowed: Set<String>
    /// How long an exchange may take, from the resolution of the name to the last octet.
    private let patience: TimeAmount
    private let lane = Lane()
    private let resolve: Resolve?

    /// Gives the address of a host and port, before a deadline, in place of the system.
    typealias Resolve = @Sendable (_ host: String, _ port: Int, _ deadline: NIODeadline) async throws -> SocketAddress

    package init(allowing allowed: some Sequence<String>) {
        self.init(allowing: allowed, patience: .seconds(5))
    }

    init(allowing allowed: some Sequence<String>, patience: TimeAmount, resolve: Resolve? = nil) {
        self.allowed = Set(allowed.map { $0.lowercased() })
        self.patience = patience
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
            return try await lane.run {
                let deadline = NIODeadline.now() + patience
                let address = try await vetted(target, by: deadline)
                var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
                configuration.timeout = .init(connect: patience, read: patience)
                // Under both spellings, so that it is found whether or not the client makes the name lower-case.
                for host in [target.host, target.host.lowercased()] { configuration.dnsOverride[host] = address }
                configuration.httpVersion = .http1Only
                let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
                let result = await exchange(client, deadline)
                try await client.shutdown()
                return try result.get()
            }
        } catch let error as OAuthError {
            throw error
        } catch {
            throw .unfetched("\(error)")
        }
    }

    private struct Target {
        let host: String
        let port: Int
        let isExempt: Bool
    }

    private func target(of url: String) throws(OAuthError) -> Target {
        guard let parts = URIParts(url), let host = parts.host, parts.fragment == nil, Self.isPlain(host) else {
            throw .unfetched("\(url.prefix(200)) is no URL")
        }
        let port = parts.port.flatMap { Int($0) } ?? (parts.scheme == "https" ? 443 : 80)
        let isExempt = allowed.contains("\(host.lowercased()):\(port)")
        guard parts.scheme == "https" || parts.scheme == "http" && isExempt else {
            throw .unfetched("\(parts.scheme)://\(host) is not https, and not in outbound.allow")
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
    private func vetted(_ target: Target, by deadline: NIODeadline) async throws -> String {
        let name = target.host.hasPrefix("[") ? String(target.host.dropFirst().dropLast()) : target.host
        let address =
            if let resolve { try await resolve(name, target.port, deadline) } else {
                try await lane.resolve(name, port: target.port, by: deadline)
            }
        guard target.isExempt || !SpecialUseAddress.contains(address), let text = address.ipAddress else {
            throw OAuthError.unfetched(
                "\(target.host) resolves to a special-use address, and is not in outbound.allow")
        }
        return text
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
        let values = headers["content-type"]
        guard values.count == 1 else { return "" }
        return values[0].prefix { $0 != ";" }.split(separator: " ").joined().lowercased()
    }

    /// Seconds by `Cache-Control` (RFC 9111 §5.2.2); `nil` if it says nothing.
    static func maxAge(_ headers: HTTPHeaders) -> Int64? {
        var age: Int64?
        for directive in headers[canonicalForm: "cache-control"].map({ $0.lowercased() }) {
            if directive == "no-store" || directive == "no-cache" { return 0 }
            guard directive.hasPrefix("max-age=") else { continue }
            let digits = directive.dropFirst("max-age=".count).filter { $0 != "\"" }
            // More than fits is a very long time.
            age = digits.isEmpty || !digits.allSatisfy(\.isASCIIDigit) ? age : Int64(digits) ?? .max
        }
        return age
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
