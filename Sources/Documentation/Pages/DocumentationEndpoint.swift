import HTTPTypes
import OAuthProtocol
import WebPages
import WebServer

/// `/docs`, what is below it, and the texts for programs.
struct DocumentationEndpoint: Endpoint {
    let contents: MadeOnce<DocumentationContents>
    let limit: SendingLimit

    func respond(to request: WebRequest) async -> WebResponse {
        let site = await contents.value.site
        let path = site.path(of: request)
        if let tag = site.tag(at: path), Self.has(request, tag) { return limit.judge(site.unchanged(tag), to: request) }
        guard var response = await site.response(at: path, for: request) else { return site.notFound(request) }
        let tag = site.tag(at: path, of: response.body)
        if Self.has(request, tag) { return limit.judge(site.unchanged(tag), to: request) }
        response.headers[.eTag] = tag
        return limit.judge(response, to: request)
    }

    /// Whether the caller has what it asks for already (RFC 9110 §13.1.2).
    private static func has(_ request: WebRequest, _ tag: String) -> Bool {
        request.headers[values: .ifNoneMatch].contains { field in
            field.octets.split(",", most: 16).map(\.octets.trimmed.octets).contains { known in
                [tag, "W/" + tag, "*"].contains { known == $0.octets }
            }
        }
    }
}
