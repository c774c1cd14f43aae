import Crypto
import HTTPTypes
import OAuthProtocol
import WebPages
import WebServer

/// `/docs`, what is below it, and the texts for programs.
struct DocumentationEndpoint: Endpoint {
    let site: DocumentationSite
    let limit: SendingLimit

    func respond(to request: WebRequest) async -> WebResponse {
        guard var response = site.response(at: site.path(of: request), for: request) else {
            return site.notFound(request)
        }
        let tag = "\"\(Base64URL.encode(Array(SHA256.hash(data: response.body)).prefix(12)))\""
        response.headers[.eTag] = tag
        if Self.has(request, tag) {
            (response.status, response.body) = (.notModified, [])
            return response
        }
        return limit.judge(response, to: request)
    }

    /// Whether the caller has what it asks for already (RFC 9110 §13.1.2).
    private static func has(_ request: WebRequest, _ tag: String) -> Bool {
        request.headers[values: .ifNoneMatch].contains { field in
            field.octets.split(",").map(\.octets.trimmed.octets).contains { known in
                [tag, "W/" + tag, "*"].contains { known == $0.octets }
            }
        }
    }
}
