import HTTPTypes
import OAuthProtocol
import WebPages
import WebServer

/// `/docs`, what is below it, and the texts for programs.
struct DocumentationEndpoint: Endpoint {
    let site: DocumentationSite

    func respond(to request: WebRequest) async -> WebResponse {
        site.response(at: site.path(of: request), for: request) ?? site.notFound(request)
    }
}
