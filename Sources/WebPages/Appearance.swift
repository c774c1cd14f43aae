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

/// A file that an operator gives for the pages.
package struct AppearanceFile: Sendable {
    /// Its name in its folder, such as `de.json`.
    package let name: String
    package let octets: [UInt8]

    package init(name: String, octets: [UInt8]) {
        self.name = name
        self.octets = octets
    }
}

/// Why a file that an operator gives for the pages cannot be used.
package struct AppearanceError: Error, Equatable, CustomStringConvertible {
    /// The file's name in its folder.
    package let file: String
    /// What is wrong with it; names the key, if it is one.
    package let reason: String
    /// The name that nobody knows, if that is what is wrong; `nil` otherwise.
    package var unknown: String?
    /// The names that might have been meant; empty unless `unknown` is set.
    package var known: [String] = []

    init(_ file: String, _ reason: String) {
        self.file = file
        self.reason = reason
    }

    init(_ file: String, unknown name: String, _ what: String, known: [String]) {
        self.init(file, "unknown \(what) \(name)")
        self.unknown = name
        self.known = known
    }

    package var description: String { "\(file): \(reason)" }
}
