import OAuthProtocol
import Synchronization

/// The documentation: its pages in reading order, what they look like as HTML, and where their links lead.
package final class Manual: Sendable {
    package let pages: [ManualPage]
    /// The path of the issuer, in front of every path of this server; usually empty.
    private let base: String
    private let indices: [Octets: Int]
    private let pictures: [Octets: DocumentFile]
    private let texts: [Octets: DocumentFile]
    private let rendered = Mutex<[Int: MarkdownDocument]>([:])

    /// - `base`: the path of the issuer; usually empty.
    /// - `reference`: pages that no file holds, since they are computed.
    package convenience init(base: String, reference: [ManualPage] = []) {
        self.init(base: base, pages: reference, files: DocumentFile.all)
    }

    /// - `files`: the pages of the repository, the pictures on them, and the files that they lead to.
    init(base: String = "", pages: [ManualPage], files: [DocumentFile] = []) {
        self.base = base
        var pages = pages
        var pictures: [Octets: DocumentFile] = [:]
        var texts: [Octets: DocumentFile] = [:]
        for file in files {
            if file.path.octets.hasSuffix(".md") {
                pages.append(ManualPage(source: file.path, markdown: String(decoding: file.octets, as: UTF8.self)))
            } else if file.path.octets.hasSuffix(".png") {
                pictures[Self.served(file.path).octets] = file
            } else {
                texts[(Self.files + file.path).octets] = file
            }
        }
        let order = ManualPage.Part.allCases
        self.pages = order.flatMap { part in pages.filter { $0.part == part } }
        (self.pictures, self.texts) = (pictures, texts)
        indices = Dictionary(
            self.pages.enumerated().map { ($1.path.octets, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The page at a path below `/docs/`; `nil` if there is none.
    package func page(at path: String) -> ManualPage? {
        indices[path.octets].map { pages[$0] }
    }

    /// A PNG picture at a path below `/docs/`; `nil` if there is none.
    func picture(at path: String) -> [UInt8]? {
        pictures[path.octets].map { Array($0.octets) }
    }

    /// A file to copy, at a path below `/docs/` that begins with `files/`; `nil` if there is none.
    func text(at path: String) -> [UInt8]? {
        texts[path.octets].map { Array($0.octets) }
    }

    /// Paths of these files below `/docs/`.
    var textPaths: [String] { texts.keys.map(\.description).sorted() }

    /// Paths of the pictures below `/docs/`.
    var picturePaths: [String] { pictures.keys.map(\.description).sorted() }

    /// The pages before and behind this one.
    func neighbours(of page: ManualPage) -> (before: ManualPage?, behind: ManualPage?) {
        guard let index = indices[page.path.octets] else { return (nil, nil) }
        return (index > 0 ? pages[index - 1] : nil, index + 1 < pages.count ? pages[index + 1] : nil)
    }

    /// Made when it is first asked for, and held: there are only so many pages.
    func document(of page: ManualPage) -> MarkdownDocument {
        guard let index = indices[page.path.octets] else { return MarkdownDocument(page.markdown) { $0 } }
        if let document = rendered.withLock({ $0[index] }) { return document }
        let document = MarkdownDocument(page.markdown) { target($0, from: page, as: "") }
        rendered.withLock { $0[index] = document }
        return document
    }

    /// The page's text, with links that lead to other pages' texts.
    package func markdown(of page: ManualPage) -> String {
        var text = ""
        var isCode = false
        for line in page.markdown.octets.split("\n", keepsEmpty: true) {
            if line.octets.hasPrefix("```") { isCode.toggle() }
            text += isCode ? String(line) : relinked(line, of: page)
            text += "\n"
        }
        return text
    }

    /// Where a page is.
    package func address(of page: ManualPage) -> String { "\(base)/docs/\(page.path)" }

    private func relinked(_ line: Substring, of page: ManualPage) -> String {
        var parts = ""
        var rest = line
        while let mark = rest.utf8.firstRange(of: "](".utf8),
            let end = rest.utf8[mark.upperBound...].firstIndex(of: UInt8(ascii: ")"))
        {
            if let address = target(String(rest[mark.upperBound..<end]), from: page, as: ".md") {
                parts += rest[..<mark.upperBound] + address + ")"
            } else {
                parts = Self.unlinked(parts + rest[..<mark.lowerBound])
            }
            rest = rest[rest.utf8.index(after: end)...]
        }
        return parts + rest
    }

    /// The text of a link without its opening bracket: what leads nowhere stands as its text.
    private static func unlinked(_ text: String) -> String {
        var depth = 0
        for index in text.utf8.indices.reversed() {
            switch text.utf8[index] {
            case UInt8(ascii: "]"): depth += 1
            case UInt8(ascii: "[") where depth == 0:
                return String(text[..<index]) + text[text.utf8.index(after: index)...]
            case UInt8(ascii: "["): depth -= 1
            default: break
            }
        }
        return text
    }

    /// Where a link of a page leads; `nil` for what is in the repository alone.
    ///
    /// - `ending`: what stands behind the paths of pages.
    func target(_ url: String, from page: ManualPage, as ending: String) -> String? {
        let (file, anchor) = url.octets.cut(at: "#").map { (String($0.before), "#" + $0.after) } ?? (url, "")
        if file.isEmpty { return url }
        if file.octets.hasPrefix("/") || URIParts(file)?.host != nil || file.octets.hasPrefix("mailto:") { return url }
        var segments = page.source.octets.split("/").dropLast().map(String.init)
        for segment in file.octets.split("/").map(String.init) {
            switch segment {
            case ".": break
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        let path = segments.joined(separator: "/")
        for source in [path, path + "/README.md"] where source.octets.hasSuffix(".md") {
            if let found = self.page(at: ManualPage.path(of: source)) {
                return address(of: found) + ending + anchor
            }
        }
        if path == "docs/decisions" { return "\(base)/docs#\(ManualPage.Part.explanation.anchor)" }
        if path == "docs/openapi.yaml" { return "\(base)/openapi.json" }
        if texts[(Self.files + path).octets] != nil { return "\(base)/docs/\(Self.files)\(path)" }
        return pictures[Self.served(path).octets] == nil ? nil : "\(base)/docs/\(Self.served(path))"
    }

    /// What stands before the paths of files to copy.
    private static let files = "files/"

    private static func served(_ path: String) -> String {
        path.octets.hasPrefix("docs/") ? String(path.dropFirst("docs/".utf8.count)) : path
    }
}
