import Crypto
import HTTPTypes
import OAuthProtocol
import Synchronization
import WebPages
import WebServer

/// Everything that the documentation answers with, by path. What is computed from all pages is computed once.
package final class DocumentationSite: Sendable {
    /// A text for programs.
    private typealias Text = (type: String, make: @Sendable (ManualIndex) -> [UInt8])

    private static let texts: [String: Text] = [
        "/docs/search.js": ("text/javascript; charset=utf-8", { _ in Array(SearchScript.text.utf8) }),
        "/docs/search.json": (MediaType.json, { $0.search.octets }),
        "/llms.txt": ("text/plain; charset=utf-8", { Array($0.languageModels.utf8) }),
        "/llms-full.txt": ("text/plain; charset=utf-8", { Array($0.whole.utf8) }),
    ]

    /// For how long caches keep what they got without asking again: pages change with the executable alone.
    private static let kept = "public, max-age=300"

    private let manual: Manual
    private let index: ManualIndex
    private let description: [UInt8]
    private let pages: PageResponder
    private let made: [String: MadeOnce<[UInt8]>]
    /// By path: what stands there stays the same as long as the process.
    private let tags = Mutex<[Octets: String]>([:])

    init(manual: Manual, origin: String, description: APIDescription, pages: PageResponder) {
        self.manual = manual
        let index = ManualIndex(manual: manual, origin: origin)
        self.index = index
        made = Self.texts.mapValues { text in MadeOnce { text.make(index) } }
        self.description = description.document.octets
        self.pages = pages
    }

    /// Every path that there is.
    var paths: [String] {
        ["/docs", "/openapi.json"] + Self.texts.keys.sorted()
            + manual.pages.flatMap { ["/docs/\($0.path)", "/docs/\($0.path).md"] }
            + (manual.picturePaths + manual.textPaths).map { "/docs/\($0)" }
    }

    /// `nil` where there is nothing.
    func response(at path: String, for request: WebRequest) async -> WebResponse? {
        if path.octets == "/docs" || path.octets == "/docs/" { return page(contents, for: request) }
        if path.octets == "/openapi.json" { return file(description, MediaType.json) }
        if let (name, text) = Self.texts.first(where: { $0.key.octets == path.octets }), let octets = made[name] {
            return file(await octets.value, text.type)
        }
        guard path.octets.hasPrefix("/docs/") else { return nil }
        // Static sites have their pages at this path with a slash.
        let rest = path.utf8.dropFirst("/docs/".utf8.count)
        let name = String(Substring(rest.last == UInt8(ascii: "/") ? rest.dropLast() : rest))
        if let found = manual.page(at: name) { return page(content(of: found), for: request) }
        if name.octets.hasSuffix(".md"), let found = manual.page(at: ManualPage.path(of: "docs/" + name)) {
            return file(Array(manual.markdown(of: found).utf8), "text/markdown; charset=utf-8")
        }
        if let text = manual.text(at: name) { return file(text, "text/plain; charset=utf-8") }
        return manual.picture(at: name).map { file($0, "image/png") }
    }

    /// The answer at any other path.
    func notFound(_ request: WebRequest) -> WebResponse { pages.notFound(for: request) }

    /// The path of a request below the issuer's own.
    func path(of request: WebRequest) -> String {
        let base = pages.basePath
        return request.path.octets.hasPrefix(base + "/") ? String(request.path.dropFirst(base.count)) : request.path
    }

    /// The entity tag of what stands at a path; `nil` if nobody has asked for it yet.
    func tag(at path: String) -> String? { tags.withLock { $0[path.octets] } }

    /// The same, computed where nobody has asked yet.
    ///
    /// - `body`: what stands there.
    func tag(at path: String, of body: [UInt8]) -> String {
        if let tag = tag(at: path) { return tag }
        let tag = "\"\(Base64URL.encode(Array(SHA256.hash(data: body)).prefix(12)))\""
        tags.withLock { $0[path.octets] = tag }
        return tag
    }

    /// What says to whoever has it already that nothing changed (RFC 9110 §15.4.5).
    func unchanged(_ tag: String) -> WebResponse {
        WebResponse(status: .notModified, headers: [.eTag: tag, .cacheControl: Self.kept], outcome: "ok")
    }

    private func page(_ content: PageContent, for request: WebRequest) -> WebResponse {
        var response = pages.page(content, for: request, outcome: "ok")
        response.headers[.cacheControl] = Self.kept
        // It is in English for everybody.
        response.headers[.vary] = nil
        return response
    }

    private func file(_ octets: [UInt8], _ type: String) -> WebResponse {
        WebResponse(
            status: .ok, headers: [.contentType: type, .cacheControl: Self.kept], body: octets,
            outcome: "ok")
    }

    /// `/docs`: every page, by part.
    private var contents: PageContent {
        .documents(
            title: "Documentation",
            chapters: ManualPage.Part.allCases.map { part in
                DocumentPage.Chapter(
                    title: part.rawValue, anchor: part.anchor,
                    links: manual.pages.filter { $0.part == part }.map { link(to: $0, index.summary(of: $0)) })
            })
    }

    private func content(of page: ManualPage) -> PageContent {
        let neighbours = manual.neighbours(of: page)
        let document = manual.document(of: page)
        return .document(
            title: page.title, article: document.html,
            part: DocumentPage.Link(
                address: "\(pages.basePath)/docs#\(page.part.anchor)", title: page.part.rawValue, detail: nil),
            headings: document.sections.filter { $0.level == 2 }.map {
                DocumentPage.Link(address: "#\($0.anchor)", title: $0.heading, detail: nil)
            },
            markdown: "\(manual.address(of: page)).md", before: neighbours.before.map { link(to: $0) },
            behind: neighbours.behind.map { link(to: $0) })
    }

    private func link(to page: ManualPage, _ detail: String = "") -> DocumentPage.Link {
        DocumentPage.Link(
            address: manual.address(of: page), title: page.title, detail: detail.isEmpty ? nil : detail)
    }
}
