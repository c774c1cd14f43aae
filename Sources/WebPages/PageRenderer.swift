import Mustache

/// A finished page: the HTML and what must be sent with it.
package struct RenderedPage: Sendable {
    /// A whole HTML document; send it as `text/html; charset=utf-8`.
    package let html: String
    /// The value of the `Content-Security-Policy` header. It names the page's own stylesheets by hash, and no script but
    /// the one line that sends a form post.
    package let contentSecurityPolicy: String
    /// The value of the `Content-Language` header.
    package let language: LanguageTag
}

/// Turns pages into HTML. Made once at start and shared.
package struct PageRenderer: Sendable {
    let appearance: Appearance
    private let base: String

    /// - Parameters:
    ///   - basePath: stands in front of every path of this server, for an issuer with a path (`/auth`); usually empty.
    ///   - appearance: `nil` for the built-in one.
    /// - Throws: if an embedded file cannot be read, which no tested build has.
    package init(basePath: String = "", appearance: Appearance? = nil) throws {
        self.appearance = try appearance ?? Appearance()
        base = basePath
    }

    /// The HTML of `page` and what to send with it.
    ///
    /// - `language`: `nil` for English.
    /// - `brand`: `nil` for the server's own.
    package func render(_ page: PageContent, in language: Language? = nil, brand: Brand? = nil) -> RenderedPage {
        let language = page.isForDevelopers ? appearance.languages.english : language ?? appearance.languages.english
        let brand = page.isForDevelopers ? Brand() : brand ?? appearance.brands.own
        let words = Words(language, brand: brand.shownName, base: base)
        let own = page.stylesheet.flatMap { EmbeddedFiles.ownStylesheets[$0] }
        let styles = [appearance.templates.stylesheet, own, brand.accent?.stylesheet].compactMap(\.self)

        let common: [String: Any?] = [
            "t": language.texts,
            "base": base,
            "language": language.tag.description,
            "direction": language.direction.rawValue,
            "brand": words.brand,
            "isOwnBrand": brand.name != nil,
            "logo": brand.logo.map { "\(base)/branding/\($0.fileName)" },
            "stylesheet": appearance.templates.stylesheet.text,
            "ownStylesheet": own?.text,
            "brandStylesheet": brand.accent?.stylesheet.text,
        ]
        let values = PageContent.shown(page.values(words).merging(common) { _, common in common })
        return RenderedPage(
            html: appearance.templates.library.render(values, withTemplate: page.template) ?? "",
            contentSecurityPolicy: Self.policy(of: page, styles), language: language.tag)
    }

    /// The policy of a page (Content Security Policy Level 3): its own inline stylesheets, images of its own, no script but
    /// the one line that sends a form post, the one for passkeys or, where a page says so, files of its own, and nothing else. Nothing in it comes from a request or from a client.
    private static func policy(of page: PageContent, _ styles: [InlineText]) -> String {
        var directives = ["default-src 'none'", "style-src \(styles.map(\.source).joined(separator: " "))"]
        if page.forms == .sentByScript { directives.append("script-src \(PageContent.formPostScript.source)") }
        if page.scripts == .passkeys {
            directives += ["script-src \(EmbeddedFiles.passkeys.source)", "connect-src 'self'"]
        }
        if page.scripts == .own { directives += ["script-src 'self'", "connect-src 'self'"] }
        directives += ["img-src 'self' data:", "base-uri 'none'", "frame-ancestors 'none'"]
        if page.forms == .here { directives.append("form-action 'self'") }
        return directives.joined(separator: "; ")
    }
}
