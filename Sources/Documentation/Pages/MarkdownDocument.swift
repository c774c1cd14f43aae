import CCMarkGFM
import OAuthProtocol

/// A Markdown text (GitHub Flavored Markdown) as HTML, and as text by its headings.
struct MarkdownDocument: Sendable {
    /// What stands under one heading.
    struct Section: Sendable {
        /// The heading's anchor; empty before the first heading.
        let anchor: String
        let heading: String
        /// 1 to 6, as the heading's; 0 before the first heading.
        let level: Int
        /// Without markup, words between single spaces.
        let text: String
    }

    let html: String
    let sections: [Section]
    /// The first paragraph without markup, words between single spaces; empty if there is none.
    let beginning: String

    /// - `link`: the address that a link or a picture of the text leads to; `nil` takes the link away and leaves its text.
    init(_ markdown: String, link: (String) -> String?) {
        cmark_gfm_core_extensions_ensure_registered()
        let parser = cmark_parser_new(CMARK_OPT_DEFAULT)
        defer { cmark_parser_free(parser) }
        for name in ["table", "strikethrough", "autolink"] {
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        cmark_parser_feed(parser, markdown, markdown.utf8.count)
        let root = cmark_parser_finish(parser)
        defer { cmark_node_free(root) }

        var outline = Outline()
        var nodes: [OpaquePointer] = []
        Self.walk(root) { node in
            outline.take(node)
            nodes.append(node)
        }
        let sections = outline.finished()
        for (heading, anchor) in outline.headings {
            Self.add("<span id=\"\(anchor)\"></span>", before: cmark_node_first_child(heading), in: heading)
        }
        beginning = Self.beginning(of: root)
        for node in nodes {
            switch Self.kind(of: node) {
            case "link", "image": Self.lead(node, link)
            case "table": Self.scroll(node)
            default: break
            }
        }
        let rendered = cmark_render_html(root, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser))
        defer { cmark_get_default_mem_allocator().pointee.free(rendered) }
        html = rendered.map { String(cString: $0) } ?? ""
        self.sections = sections
    }

    /// Calls `body` with each node as it is entered, in the order of the text.
    private static func walk(
        _ root: OpaquePointer?, _ body: (OpaquePointer) -> Void
    ) {
        let iterator = cmark_iter_new(root)
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return }
            if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) { body(node) }
        }
    }

    private static func beginning(of root: OpaquePointer?) -> String {
        var next = cmark_node_first_child(root)
        while let node = next, kind(of: node) != "paragraph" { next = cmark_node_next(node) }
        guard let paragraph = next, let text = cmark_render_plaintext(paragraph, CMARK_OPT_DEFAULT, 0) else {
            return ""
        }
        defer { cmark_get_default_mem_allocator().pointee.free(text) }
        return words(of: String(cString: text)).joined(separator: " ")
    }

    fileprivate static func words(of text: String) -> [Substring] {
        text.utf8.split { $0 <= UInt8(ascii: " ") }.map { Substring($0) }
    }

    fileprivate static func kind(of node: OpaquePointer) -> String {
        String(cString: cmark_node_get_type_string(node))
    }

    private static func add(
        _ html: String, before next: OpaquePointer?, in parent: OpaquePointer
    ) {
        let mark = cmark_node_new(CMARK_NODE_CUSTOM_INLINE)
        cmark_node_set_on_enter(mark, html)
        if let next { cmark_node_insert_before(next, mark) } else { cmark_node_append_child(parent, mark) }
    }

    /// Sets where a link or a picture leads; one that leads nowhere becomes its text.
    private static func lead(_ node: OpaquePointer, _ link: (String) -> String?) {
        if let address = link(cmark_node_get_url(node).map { String(cString: $0) } ?? "") {
            cmark_node_set_url(node, address)
            return
        }
        while let child = cmark_node_first_child(node) {
            cmark_node_unlink(child)
            cmark_node_insert_before(node, child)
        }
        cmark_node_unlink(node)
        cmark_node_free(node)
    }

    /// Puts a table into a box that scrolls where the screen is narrow, and that the keyboard reaches.
    private static func scroll(_ table: OpaquePointer) {
        let box = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK)
        cmark_node_set_on_enter(box, "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">\n")
        cmark_node_set_on_exit(box, "</div>\n")
        cmark_node_insert_before(table, box)
        cmark_node_unlink(table)
        cmark_node_append_child(box, table)
    }
}

/// Takes a text apart by its headings.
private struct Outline {
    /// Each with its anchor, as GitHub makes it.
    private(set) var headings: [(node: OpaquePointer, anchor: String)] = []
    private var sections: [MarkdownDocument.Section] = []
    private var anchors: [String: Int] = [:]
    private var anchor = ""
    private var heading = ""
    private var text = ""
    private var level = 0
    /// The heading whose text is being read.
    private var open: OpaquePointer?

    mutating func take(_ node: OpaquePointer) {
        if let open, !Self.contains(open, node) { leave(open) }
        switch MarkdownDocument.kind(of: node) {
        case "heading":
            close()
            open = node
            level = Int(cmark_node_get_heading_level(node))
        case "text", "code", "code_block":
            let literal = cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
            if MarkdownDocument.kind(of: node) == "code_block" { text += " " }
            if open == nil { text += literal } else { heading += literal }
        case "link", "emph", "strong", "strikethrough": break
        // What begins another block or line stands apart.
        default: text += " "
        }
    }

    mutating func finished() -> [MarkdownDocument.Section] {
        close()
        return sections
    }

    private mutating func leave(_ node: OpaquePointer) {
        open = nil
        anchor = unused(Self.slug(heading))
        headings.append((node, anchor))
    }

    private mutating func close() {
        if let open { leave(open) }
        let words = MarkdownDocument.words(of: text)
        if !heading.isEmpty || !words.isEmpty {
            sections.append(
                .init(anchor: anchor, heading: heading, level: level, text: words.joined(separator: " ")))
        }
        (anchor, heading, text, level) = ("", "", "", 0)
    }

    private static func contains(
        _ parent: OpaquePointer, _ node: OpaquePointer
    ) -> Bool {
        var next: OpaquePointer? = node
        while let found = next {
            if found == parent { return true }
            next = cmark_node_parent(found)
        }
        return false
    }

    /// The first of `slug`, `slug-1`, `slug-2` … that no heading above has.
    private mutating func unused(_ slug: String) -> String {
        var name = slug
        while anchors[name] != nil {
            let count = anchors[slug, default: 0] + 1
            anchors[slug] = count
            name = "\(slug)-\(count)"
        }
        anchors[name] = 0
        return name
    }

    /// Letters, marks, digits and what joins words in lower case, hyphens, spaces as hyphens, and nothing else.
    private static func slug(_ heading: String) -> String {
        heading.unicodeScalars.reduce(into: "") { slug, scalar in
            if scalar == " " {
                slug += "-"
            } else if scalar == "-" || isOfWord(scalar) {
                slug += scalar.properties.lowercaseMapping
            }
        }
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .connectorPunctuation:
            true
        default: false
        }
    }
}
