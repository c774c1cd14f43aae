/// Where clients look for a metadata document, derived from an issuer or a resource (RFC 8414 §3.1, OpenID Connect
/// Discovery §4, RFC 9728 §3.1).
package struct WellKnownPlace: Hashable, Sendable {
    package enum Document: String, Sendable, CaseIterable {
        case oauth = "oauth-authorization-server"
        case openID = "openid-configuration"
        case resource = "oauth-protected-resource"
    }

    package let document: Document
    package let url: WebURI

    package init(document: Document, url: WebURI) {
        self.document = document
        self.url = url
    }

    /// The places of a server's metadata in the order in which MCP clients of revision 2025-11-25 try them.
    package static func ofServer(_ issuer: WebURI) -> [WellKnownPlace] {
        let path = withoutLastSlash(issuer.path)
        let inserted = places([.oauth, .openID], of: issuer) { "/.well-known/\($0)\(path)" }
        return path.isEmpty ? inserted : inserted + places([.openID], of: issuer) { "\(path)/.well-known/\($0)" }
    }

    /// The places of a resource's metadata in the order in which clients try them: below the well-known path, then at
    /// the root.
    package static func ofResource(_ resource: WebURI) -> [WellKnownPlace] {
        let path = withoutLastSlash(resource.path)
        return (path.isEmpty ? [""] : [path, ""]).flatMap { path in
            places([.resource], of: resource) { "/.well-known/\($0)\(path)" }
        }
    }

    private static func places(
        _ documents: [Document], of subject: WebURI, _ path: (String) -> String
    ) -> [WellKnownPlace] {
        documents.compactMap { document in
            subject.at(path(document.rawValue)).map { WellKnownPlace(document: document, url: $0) }
        }
    }

    /// What a URL that is a metadata document's place itself is the metadata of; `nil` for any other URL.
    package static func subject(of url: WebURI) -> (document: Document, subject: WebURI)? {
        for document in Document.allCases {
            let mark = "/.well-known/\(document.rawValue)"
            if url.path.octets.hasPrefix(mark) {
                let rest = Substring(url.path.utf8.dropFirst(mark.utf8.count))
                guard rest.isEmpty || rest.octets.hasPrefix("/") else { continue }
                return url.at(withoutLastSlash(String(rest))).map { (document, $0) }
            }
            if document != .resource, url.path.octets.hasSuffix(mark) {
                return url.at(String(url.path.dropLast(mark.count))).map { (document, $0) }
            }
        }
        return nil
    }

    /// Without one slash at its end, so that URIs which differ in nothing else can be told.
    package static func withoutLastSlash(_ text: String) -> String {
        text.octets.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
