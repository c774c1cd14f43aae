import OAuthProtocol
import OAuthServer
import WebServer

/// All that is made of the documentation's pages. It takes some ten milliseconds, so it is made for who asks for one.
struct DocumentationContents: Sendable {
    /// The OpenAPI document.
    let description: JSONObject
    let site: DocumentationSite
    let server: ManualServer

    init(_ configuration: ServerConfiguration, pages: PageResponder) {
        let description = APIDescription(configuration)
        let manual = Manual(base: configuration.issuer.path, reference: [description.page])
        let origin = configuration.issuer.value
        self.description = description.document
        site = DocumentationSite(manual: manual, origin: origin, description: description, pages: pages)
        server = ManualServer(manual: manual, origin: origin)
    }
}
