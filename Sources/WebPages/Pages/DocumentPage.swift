/// A page of the documentation, or the list of them.
package struct DocumentPage: PageContent {
    /// To another page.
    package struct Link: Sendable {
        let address: String
        let title: String
        let detail: String?

        /// - `detail`: what the page is about; `nil` where there is no room for that.
        package init(address: String, title: String, detail: String?) {
            self.address = address
            self.title = title
            self.detail = detail
        }
    }

    /// A part of the documentation, with its pages.
    package struct Chapter: Sendable {
        let title: String
        let anchor: String
        let links: [Link]

        package init(title: String, anchor: String, links: [Link]) {
            self.title = title
            self.anchor = anchor
            self.links = links
        }
    }

    private let title: String
    private let article: String
    private let chapters: [Chapter]
    private let part: Link?
    private let headings: [Link]
    private let markdown: String?
    private let before: Link?
    private let behind: Link?

    /// A page.
    ///
    /// - `article`: HTML that was made of our own text; it stands on the page as it is.
    /// - `part`: the part of the documentation that it belongs to.
    /// - `headings`: of the article, below its title.
    /// - `markdown`: where the same is as Markdown.
    package init(
        title: String, article: String, part: Link, headings: [Link], markdown: String, before: Link?, behind: Link?
    ) {
        self.title = title
        self.article = article
        chapters = []
        self.part = part
        self.headings = headings
        self.markdown = markdown
        self.before = before
        self.behind = behind
    }

    /// The list of all pages.
    package init(title: String, chapters: [Chapter]) {
        self.title = title
        article = ""
        self.chapters = chapters
        headings = []
        (part, markdown, before, behind) = (nil, nil, nil, nil)
    }

    package var template: String { "document" }
    package var isForDevelopers: Bool { true }
    package var scripts: ScriptPolicy { .own }
    package var stylesheet: String? { "document" }
    package func title(in words: Words) -> String { title }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = [
            "heading": title, "article": article, "isList": !chapters.isEmpty,
            "chapters": chapters.map {
                ["title": $0.title, "anchor": $0.anchor, "links": $0.links.map(Self.values)] as [String: Any]
            },
        ]
        if headings.count > 2 { values["outline"] = ["headings": headings.map(Self.values)] }
        values["part"] = part.map(Self.values)
        values["markdown"] = markdown
        values["before"] = before.map(Self.values)
        values["behind"] = behind.map(Self.values)
        return values
    }

    private static func values(of link: Link) -> [String: Any] {
        var values: [String: Any] = ["address": link.address, "title": link.title]
        values["detail"] = link.detail
        return values
    }
}
