import Mustache

/// The templates of all pages and their stylesheet, built in or replaced by an operator's.
package struct Templates: Sendable {
    /// What pages are made of.
    private struct Compiled {
        let library: MustacheLibrary
        let stylesheet: InlineText
    }

    /// `nil` for the built-in ones, which are compiled when the first page is shown.
    private let replaced: Compiled?

    var library: MustacheLibrary { compiled?.library ?? MustacheLibrary() }
    var stylesheet: InlineText { compiled?.stylesheet ?? InlineText("") }
    private var compiled: Compiled? { replaced ?? Self.builtIn }

    /// - Parameter files: `NAME.mustache` and `NAME.css` take the place of the built-in file of that name.
    /// - Throws: `AppearanceError` for a name that no built-in file has, and for a template that cannot be used.
    package init(replacing files: [AppearanceFile] = []) throws {
        guard !files.isEmpty else {
            replaced = nil
            return
        }
        var templates = EmbeddedFiles.templates
        var styles = EmbeddedFiles.stylesheets
        let known = templates.keys.sorted().map { $0 + ".mustache" } + styles.map { $0.name + ".css" }
        for file in files {
            guard let text = String(validating: file.octets, as: UTF8.self) else {
                throw AppearanceError(file.name, "this is not UTF-8")
            }
            if let index = styles.firstIndex(where: { $0.name + ".css" == file.name }) {
                // It would end there, and the rest would be part of the page.
                guard !text.lowercased().contains("</style") else {
                    throw AppearanceError(file.name, "</style has no place in a stylesheet")
                }
                styles[index].text = text
            } else if let name = templates.keys.first(where: { $0 + ".mustache" == file.name }) {
                try Self.check(text, of: file.name, templates: templates.keys.sorted())
                templates[name] = text
            } else {
                throw AppearanceError(file.name, unknown: file.name, "template", known: known)
            }
        }
        replaced = try Self.compile(templates, styles)
    }

    private static func compile(
        _ templates: [String: String], _ styles: [(name: String, text: String)]
    ) throws -> Compiled {
        MustacheContentTypes.register(ScalarEscaping(), named: ScalarEscaping.name)
        var library = MustacheLibrary()
        for (name, text) in templates {
            // In front of each template: a partial starts out with the engine's own escaping whatever its parent uses.
            let type = name == plain ? "TEXT" : ScalarEscaping.name
            try library.register("{{% CONTENT_TYPE: \(type)}}\n" + text, named: name)
        }
        return Compiled(library: library, stylesheet: InlineText(styles.map(\.text).joined()))
    }

    /// The one template that makes no HTML: the text form of a message.
    private static let plain = "mail-text"

    /// `nil` cannot be: every page of every test is made of these.
    private static let builtIn = try? compile(EmbeddedFiles.templates, EmbeddedFiles.stylesheets)

    /// What is ours and no text: it stands on a page as it is.
    private static let unescaped: Set<String> = ["stylesheet", "ownStylesheet", "brandStylesheet", "script", "article"]

    /// Refuses what the engine cannot read, what would turn its escaping off, and what would silently show nothing.
    private static func check(_ text: String, of file: String, templates: [String]) throws {
        do {
            _ = try MustacheTemplate(string: text)
        } catch let error as MustacheTemplate.ParserError {
            throw AppearanceError(file, "line \(error.context.lineNumber): \(error.error)")
        }
        let texts = try Languages().english.catalogue.texts.keys.map { "t." + $0 }
        for tag in TemplateTags(text) {
            let name = String(tag.dropFirst())
            switch tag.first {
            case "%", "=":
                throw AppearanceError(file, "{{\(tag)}}: content types and delimiters cannot be changed")
            case "&" where !unescaped.contains(name):
                throw AppearanceError(
                    file, "{{{\(name)}}}: only \(unescaped.sorted().joined(separator: ", ")) may stand unescaped")
            case ">", "<":
                guard !templates.contains(name) else { continue }
                throw AppearanceError(file, unknown: name, "template", known: templates)
            default:
                guard tag.hasPrefix("t."), !texts.contains(tag) else { continue }
                throw AppearanceError(file, unknown: tag, "text", known: texts.sorted())
            }
        }
    }
}

/// The tags of a template's text, `{{…}}`, without their braces: what the engine does not tell about a template.
struct TemplateTags: Sequence, IteratorProtocol {
    private var rest: Substring

    init(_ text: String) {
        rest = text[...]
    }

    /// A tag with its sign, such as `#rows`, `>mark` or, for one that does not escape, `&stylesheet`.
    mutating func next() -> String? {
        guard let open = rest.firstRange(of: "{{") else { return nil }
        rest = rest[open.upperBound...]
        let isTriple = rest.first == "{"
        guard let close = rest.firstRange(of: isTriple ? "}}}" : "}}") else { return nil }
        let tag = rest[..<close.lowerBound].dropFirst(isTriple ? 1 : 0).filter { !$0.isWhitespace }
        rest = rest[close.upperBound...]
        return (isTriple ? "&" : "") + tag
    }
}
