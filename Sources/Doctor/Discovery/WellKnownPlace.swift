import OAuthProtocol

/// Where clients look for a metadata document, derived from an issuer or a resource (RFC 8414 §3.1, OpenID Connect
/// Discovery §4, RFC 9728 §3.1).
struct WellKnownPlace: Hashable, Sendable {
    enum Document: String, Sendable {
        case oauth = "oauth-authorization-server"
        case openID = "openid-configuration"
        case resource = "oauth-protected-resource"

        /// As people call it.
        var name: String {
            switch self {
            case .oauth: "OAuth metadata"
            case .openID: "OpenID configuration"
            case .resource: "resource metadata"
            }
        }
    }

    let document: Document
    let url: WebURI

    /// The places of a server's metadata in the order in which MCP clients of revision 2025-11-25 try them.
    static func ofServer(_ issuer: WebURI) -> [WellKnownPlace] {
        let path = WebURI.withoutLastSlash(issuer.path)
        let places: [(Document, String)] =
            path.isEmpty
            ? [(.oauth, "/.well-known/oauth-authorization-server"), (.openID, "/.well-known/openid-configuration")]
            : [
                (.oauth, "/.well-known/oauth-authorization-server" + path),
                (.openID, "/.well-known/openid-configuration" + path),
                (.openID, path + "/.well-known/openid-configuration"),
            ]
        return places.compactMap { document, path in
            issuer.at(path).map { WellKnownPlace(document: document, url: $0) }
        }
    }

    /// The places of a resource's metadata in the order in which clients try them: below the well-known path, then at
    /// the root.
    static func ofResource(_ resource: WebURI) -> [WellKnownPlace] {
        let path = WebURI.withoutLastSlash(resource.path)
        let root = "/.well-known/oauth-protected-resource"
        return (path.isEmpty ? [root] : [root + path, root]).compactMap { path in
            resource.at(path).map { WellKnownPlace(document: .resource, url: $0) }
        }
    }

    /// What a URL that is a metadata document's place itself is the metadata of; `nil` for any other URL.
    static func subject(of url: WebURI) -> (document: Document, subject: WebURI)? {
        for document in [Document.oauth, .openID, .resource] {
            let mark = "/.well-known/\(document.rawValue)"
            if url.path.octets.hasPrefix(mark) {
                let rest = Substring(url.path.utf8.dropFirst(mark.utf8.count))
                guard rest.isEmpty || rest.octets.hasPrefix("/") else { continue }
                return WebURI(url.origin + WebURI.withoutLastSlash(String(rest))).map { (document, $0) }
            }
            if document != .resource, url.path.octets.hasSuffix(mark) {
                return WebURI(url.origin + url.path.dropLast(mark.count)).map { (document, $0) }
            }
        }
        return nil
    }
}
