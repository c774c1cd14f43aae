/// How pages look and which languages they speak: built in, and changed by the operator.
package struct Appearance: Sendable {
    package let languages: Languages
    package let templates: Templates
    package let brands: Brands

    package init(languages: Languages, templates: Templates, brands: Brands = Brands()) {
        self.languages = languages
        self.templates = templates
        self.brands = brands
    }

    /// The built-in one.
    ///
    /// - Throws: if an embedded file cannot be read, which no tested build has.
    package init() throws {
        self.init(languages: try Languages(), templates: try Templates())
    }
}
