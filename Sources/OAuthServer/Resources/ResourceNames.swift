import OAuthProtocol

/// Resources as an error text names them: as many as fit, and how many there are besides.
enum ResourceNames {
    /// Octets that the names may take of a text. Whole descriptions then stay below 500, which every client shows.
    private static let length = 240
    /// Octets that one name takes which is quoted from a request.
    private static let quotedLength = 120

    /// A resource as the request named it, cut if it is long.
    static func quoted(_ resource: ResourceIndicator) -> String {
        let octets = resource.value.utf8
        return octets.count <= quotedLength
            ? resource.value : String(decoding: octets.prefix(quotedLength - 3), as: UTF8.self) + "..."
    }

    /// `a, b and 3 more`, each resource once; `nil` if there are none.
    static func list(_ resources: [ResourceIndicator]) -> String? {
        var names: [String] = []
        var seen: Set<ResourceIndicator> = []
        var room = length
        for resource in resources where seen.insert(resource).inserted {
            room -= resource.value.utf8.count + 2
            if room >= 0 { names.append(resource.value) }
        }
        let more = seen.count - names.count
        guard let last = names.popLast() else { return nil }
        if more > 0 { return "\((names + [last]).joined(separator: ", ")) and \(more) more" }
        return names.isEmpty ? last : "\(names.joined(separator: ", ")) and \(last)"
    }
}
