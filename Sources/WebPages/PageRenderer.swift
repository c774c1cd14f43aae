import Mustache

/// Turns pages into HTML. Made once at start and shared.
package struct PageRenderer: Sendable {
    private let library: MustacheLibrary
    private let stylesheet: String
    private let policy: ContentSecurityPolicy
    private let base: String

    /// `basePath` stands in front of every path of this server, for an issuer with a path (`/auth`); usually empty.
    /// Throws if a template is not well-formed.
    package init(basePath: String = "") throws {
        MustacheContentTypes.register(ScalarEscaping(), named: ScalarEscaping.name)
        var library = MustacheLibrary()
        for (name, text) in EmbeddedFiles.templates {
            // In front of each template: a partial starts out with the engine's own escaping whatever its parent uses.
            try library.register("{{% CONTENT_TYPE: \(ScalarEscaping.name)}}\n" + text, named: name)
        }
        self.library = library
        stylesheet = EmbeddedFiles.stylesheet
        policy = ContentSecurityPolicy(stylesheet: stylesheet)
        base = basePath
    }

    /// The HTML of `page` and the policy to send with it.
    package func render(_ page: some PageContent) -> RenderedPage {
        var values = page.values(base: base)
        values["base"] = base
        values["pageTitle"] = DisplayText.line(page.title, limit: 120)
        values["stylesheet"] = stylesheet
        return RenderedPage(
            html: library.render(values, withTemplate: page.template) ?? "",
            contentSecurityPolicy: policy.header(forms: page.forms))
    }
}
