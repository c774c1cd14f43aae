/// What pages of the documentation are made of.
package enum DocumentPage {
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

        fileprivate var values: [String: Any] {
            PageContent.shown(["address": address, "title": title, "detail": detail])
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
}

extension PageContent {
    /// A page of the documentation.
    ///
    /// - `article`: HTML that was made of our own text; it stands on the page as it is.
    /// - `part`: the part of the documentation that it belongs to.
    /// - `headings`: of the article, below its title.
    /// - `markdown`: where the same is as Markdown.
    package static func document(
        title: String, article: String, part: DocumentPage.Link, headings: [DocumentPage.Link], markdown: String,
        before: DocumentPage.Link?, behind: DocumentPage.Link?
    ) -> PageContent {
        PageContent(forDevelopers: "document", title: title, scripts: .own, stylesheet: "document") {
            [
                "heading": title, "article": article, "isList": false, "part": part.values, "markdown": markdown,
                "outline": headings.count > 2 ? ["headings": headings.map(\.values)] : nil,
                "before": before?.values, "behind": behind?.values,
            ]
        }
    }

    /// The list of all pages of the documentation.
    package static func documents(title: String, chapters: [DocumentPage.Chapter]) -> PageContent {
        PageContent(forDevelopers: "document", title: title, scripts: .own, stylesheet: "document") {
            [
                "heading": title, "isList": true,
                "chapters": chapters.map { chapter in
                    ["title": chapter.title, "anchor": chapter.anchor, "links": chapter.links.map(\.values)]
                        as [String: Any]
                },
            ]
        }
    }
}
