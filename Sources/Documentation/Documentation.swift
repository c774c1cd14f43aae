import HTTPTypes
import OAuthProtocol
import OAuthServer
import WebPages
import WebServer

/// The documentation that is built into the executable, as routes: pages for people, texts for programs, the description of
/// the HTTP interface, and an MCP server over all of it.
package struct Documentation: Sendable {
    private let contents: MadeOnce<DocumentationContents>
    private let limit = SendingLimit()

    /// - `pages`: turns pages into responses.
    package init(configuration: ServerConfiguration, pages: PageResponder) {
        contents = MadeOnce { DocumentationContents(configuration, pages: pages) }
    }

    /// The OpenAPI document.
    package var description: JSONObject {
        get async { await contents.value.description }
    }

    package var routes: [Route] {
        [
            Route(
                ["/docs", "/docs/", "/docs/*"],
                methods: [.get: DocumentationEndpoint(contents: contents, limit: limit)],
                family: .page,
                name: "/docs"),
            document(["/llms.txt", "/llms-full.txt"]), document(["/openapi.json"]),
            Route(
                ["/_mcp/server"],
                methods: [.post: MCPEndpoint(contents: contents, limit: limit)],
                cors: true, family: .plain, name: "/_mcp/server"),
        ]
    }

    /// The same as files below a directory: pages are `index.html` in a folder of their path.
    package var files: [(path: String, octets: [UInt8])] {
        get async {
            let site = await contents.value.site
            var files: [(path: String, octets: [UInt8])] = []
            for path in site.paths {
                let request = WebRequest(
                    method: .get, path: path, address: "", isSecure: true, id: "", now: Timestamp(0))
                guard let response = await site.response(at: path, for: request) else { continue }
                let isPage = response.headers[.contentType].map { $0.octets.hasPrefix("text/html") } ?? false
                files.append((String(path.dropFirst()) + (isPage ? "/index.html" : ""), response.body))
            }
            return files
        }
    }

    private func document(_ paths: [String]) -> Route {
        Route(
            paths, methods: [.get: DocumentationEndpoint(contents: contents, limit: limit)], cors: true, family: .plain,
            name: paths[0])
    }
}
