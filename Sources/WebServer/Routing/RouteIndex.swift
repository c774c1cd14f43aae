import OAuthProtocol

/// Finds the route of a path. Paths are exact, but for the interface's own below `/v1/auth/`: they answer without
/// `/v1` too, and the case of their letters does not matter.
struct RouteIndex: Sendable {
    private static let version = "/v1"
    private static let folding = ["/v1/auth/", "/auth/"]

    /// A path whose last segment is open.
    private struct OpenPath: Sendable {
        /// Up to and with the slash before the open segment.
        let prefix: String
        let spansSegments: Bool
        let route: ResolvedRoute

        func matches(_ path: String) -> Bool {
            guard path.octets.hasPrefix(prefix) else { return false }
            let rest = path.utf8.dropFirst(prefix.utf8.count)
            return !rest.isEmpty && (spansSegments || !rest.contains(UInt8(ascii: "/")))
        }
    }

    private let basePath: String
    private var exact: [Octets: ResolvedRoute] = [:]
    private var open: [OpenPath] = []

    /// - `basePath`: the issuer's path; the routes answer below it and at the root. Empty for none.
    init(_ routes: [ResolvedRoute], basePath: String) {
        self.basePath = basePath
        for route in routes {
            for path in route.route.paths {
                add(path, route)
                guard path.octets.hasPrefix(Self.folding[0]) else { continue }
                add(String(decoding: path.utf8.dropFirst(Self.version.utf8.count), as: UTF8.self), route)
            }
        }
        open.sort { $0.prefix.utf8.count > $1.prefix.utf8.count }
    }

    private mutating func add(_ path: String, _ route: ResolvedRoute) {
        let folds = Self.folds(path)
        let segment = path.octets.split("/", keepsEmpty: true).last ?? ""
        if segment == "*" || segment.octets.hasPrefix("{") {
            let prefix = String(decoding: path.utf8.dropLast(segment.utf8.count), as: UTF8.self)
            let stored = folds ? prefix.octets.lowercased : prefix
            open.append(OpenPath(prefix: stored, spansSegments: segment == "*", route: route))
        } else {
            exact[path.octets] = route
            if folds { exact[path.octets.lowercased.octets] = route }
        }
    }

    private static func folds(_ path: String) -> Bool {
        folding.contains { path.octets.hasPrefix($0) }
    }

    /// The route of `path`, which is percent-encoded as received; `nil` if there is none.
    func find(_ path: String) -> ResolvedRoute? {
        if let route = findHere(path) { return route }
        guard !basePath.isEmpty, path.octets.hasPrefix(basePath + "/") else { return nil }
        return findHere(String(decoding: path.utf8.dropFirst(basePath.utf8.count), as: UTF8.self))
    }

    private func findHere(_ path: String) -> ResolvedRoute? {
        if let route = exact[path.octets] ?? findOpen(path) { return route }
        let lowercased = path.octets.lowercased
        guard Self.folds(lowercased) else { return nil }
        return exact[lowercased.octets] ?? findOpen(lowercased)
    }

    private func findOpen(_ path: String) -> ResolvedRoute? {
        open.first { $0.matches(path) }?.route
    }
}
