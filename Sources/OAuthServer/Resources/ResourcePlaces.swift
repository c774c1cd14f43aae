import OAuthProtocol

/// Where the resources lie that are configured one by one, so that the rule on hosts keeps away from them: what is known
/// by its host alone has no limits, and must not be another spelling of something that has.
///
/// Paths are read as the most lenient program behind them might: escapes are decoded, `\` is a slash, several slashes
/// are one, and neither the case of letters nor what follows a `;` means anything. Two paths that any program could take
/// for one are therefore one here. The price is a resource that must be configured to be known.
struct ResourcePlaces: Sendable {
    private struct Server: Hashable {
        let host: String
        let port: UInt16

        /// `nil` if the URI has no place on a host.
        init?(_ uri: URIParts) {
            guard let host = uri.host else { return nil }
            self.host = host.octets.lowercased
            port = uri.port.flatMap { UInt16($0) } ?? (uri.scheme.octets.lowercased == "http" ? 80 : 443)
        }
    }

    private typealias Path = [[UInt8]]

    private let paths: [Server: [Path]]

    init(_ resources: some Sequence<ResourceIndicator>) {
        var paths: [Server: [Path]] = [:]
        for resource in resources {
            guard let uri = URIParts(resource.value), let server = Server(uri) else { continue }
            // One that cannot be read lies at the root, and so keeps the rule off its whole server.
            paths[server, default: []].append(Self.path(of: uri) ?? [])
        }
        self.paths = paths
    }

    /// Whether a URI lies at or below one of the resources, or has a path of which programs might think differently.
    func cover(_ uri: URIParts) -> Bool {
        guard let server = Server(uri), let taken = paths[server] else { return false }
        guard let path = Self.path(of: uri) else { return true }
        return taken.contains { path.starts(with: $0) }
    }

    /// The segments of a path; `nil` for a broken escape, octets that are not UTF-8, and dot segments, which lead
    /// elsewhere for whoever resolves them before decoding or splitting than for whoever does it after.
    private static func path(of uri: URIParts) -> Path? {
        guard let decoded = PercentEncoding.decode(uri.path.utf8, form: false) else { return nil }
        var path: Path = []
        for segment in decoded.utf8.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) {
            let name = segment.prefix { $0 != UInt8(ascii: ";") }
            guard !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) else { return nil }
            if !name.isEmpty { path.append(name.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }) }
        }
        return path
    }
}
