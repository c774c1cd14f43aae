import Mustache

/// Turns pages into HTML. Made once at start and shared.
package struct PageRenderer: Sendable {
    private let appearance: Appearance
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
    package func render(_ page: some PageContent, in language: Language? = nil, brand: Brand? = nil) -> RenderedPage {
        let language = page.isForDevelopers ? appearance.languages.english : language ?? appearance.languages.english
        let brand = page.isForDevelopers ? Brand() : brand ?? appearance.brands.own
        let words = Words(language, brand: brand.shownName)
        let own = page.stylesheet.flatMap { EmbeddedFiles.ownStylesheets[$0] }
        let styles = [appearance.templates.stylesheet, own, brand.accent?.stylesheet].compactMap(\.self)

        var values = page.values(in: words, base: base)
        values["t"] = language.tree
        values["base"] = base
        values["language"] = language.tag.description
        values["direction"] = language.direction.rawValue
        values["pageTitle"] = DisplayText.line(page.title(in: words), limit: 120)
        values["brand"] = words.brand
        values["isOwnBrand"] = brand.name != nil
        values["logo"] = brand.logo.map { "\(base)/branding/\($0.fileName)" }
        values["stylesheet"] = appearance.templates.stylesheet.text
        values["ownStylesheet"] = own?.text
        values["brandStylesheet"] = brand.accent?.stylesheet.text
        return RenderedPage(
            html: appearance.templates.library.render(values, withTemplate: page.template) ?? "",
            contentSecurityPolicy: ContentSecurityPolicy.header(
                styles: styles, forms: page.forms, scripts: page.scripts),
            language: language.tag)
    }
}
