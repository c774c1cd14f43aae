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
            guard path.ascii.hasPrefix(prefix) else { return false }
            let rest = path.utf8.dropFirst(prefix.utf8.count)
            return !rest.isEmpty && (spansSegments || !rest.contains(UInt8(ascii: "/")))
        }
    }

    private let basePath: String
    private var exact: [String: ResolvedRoute] = [:]
    private var open: [OpenPath] = []

    /// - Parameter basePath: the issuer's path; the routes answer below it and at the root. Empty for none.
    init(_ routes: [ResolvedRoute], basePath: String) {
        self.basePath = basePath
        for route in routes {
            for path in route.route.paths {
                add(path, route)
                guard path.ascii.hasPrefix(Self.folding[0]) else { continue }
                add(String(path.dropFirst(Self.version.count)), route)
            }
        }
        open.sort { $0.prefix.utf8.count > $1.prefix.utf8.count }
    }

    private mutating func add(_ path: String, _ route: ResolvedRoute) {
        let folds = Self.folds(path)
        let segment = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? ""
        if segment == "*" || segment.hasPrefix("{") {
            let prefix = String(path.dropLast(segment.count))
            let stored = folds ? prefix.ascii.lowercased ?? prefix : prefix
            open.append(OpenPath(prefix: stored, spansSegments: segment == "*", route: route))
        } else {
            exact[path] = route
            if folds, let lowercased = path.ascii.lowercased { exact[lowercased] = route }
        }
    }

    private static func folds(_ path: String) -> Bool {
        folding.contains { path.ascii.hasPrefix($0) }
    }

    /// The route of `path`, which is percent-encoded as received; `nil` if there is none.
    func find(_ path: String) -> ResolvedRoute? {
        if let route = findHere(path) { return route }
        guard !basePath.isEmpty, path.ascii.hasPrefix(basePath + "/") else { return nil }
        return findHere(String(decoding: path.utf8.dropFirst(basePath.utf8.count), as: UTF8.self))
    }

    private func findHere(_ path: String) -> ResolvedRoute? {
        if let route = exact[path] ?? findOpen(path) { return route }
        guard let lowercased = path.ascii.lowercased, Self.folds(lowercased) else { return nil }
        return exact[lowercased] ?? findOpen(lowercased)
    }

    private func findOpen(_ path: String) -> ResolvedRoute? {
        open.first { $0.matches(path) }?.route
    }
}
