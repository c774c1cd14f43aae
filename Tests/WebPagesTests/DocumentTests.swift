import Testing
import WebPages

@Suite struct DocumentTests {
    static let documents = pages(saying: "word").map(\.name)

    private func document(_ name: String) throws -> (html: String, markup: Markup) {
        let page = try #require(pages(saying: "word").first { $0.name == name })
        let html = try PageRenderer().render(page.page).html
        return (html, Markup(html))
    }

    @Test(arguments: documents)
    func `no page has a script, a handler, an inline style or anything to load`(name: String) throws {
        let (html, markup) = try document(name)
        #expect(markup.named("script").count == (name == "form post" ? 1 : 0))
        #expect(markup.named("style").count == 1)
        for tag in markup.tags {
            #expect(!["iframe", "object", "embed", "img", "base"].contains(tag.name))
            #expect(tag.attributes.keys.allSatisfy { !$0.hasPrefix("on") && $0 != "style" && $0 != "src" })
        }
        #expect(markup.named("link").allSatisfy { $0.attributes["href"]?.hasPrefix("data:image/svg+xml,") == true })
        #expect(!html.contains("url(") && !html.contains("@import"))
    }

    @Test(arguments: documents)
    func `a page has a language, a title, one main landmark and one heading at the top`(name: String) throws {
        let (html, markup) = try document(name)
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">"))
        #expect(html.contains(" · Cardea</title>") && !html.contains("<title> "))
        #expect(markup.named("main").count == 1)
        #expect(markup.named("h1").count == 1)
        #expect(markup.named("meta").contains { $0.attributes["name"] == "viewport" })
        #expect(!html.contains("{{") && !html.contains("}}"))
    }

    @Test(arguments: documents)
    func `every field has a label, every form is posted here with its token, and every reference leads somewhere`(
        name: String
    ) throws {
        let (html, markup) = try document(name)
        let ids = markup.tags.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        for input in markup.named("input") where input.attributes["type"] != "hidden" {
            let id = try #require(input.attributes["id"])
            #expect(markup.named("label").contains { $0.attributes["for"] == id })
        }
        for tag in markup.tags {
            for attribute in ["aria-labelledby", "aria-describedby", "for"] {
                let references = tag.attributes[attribute]?.split(separator: " ") ?? []
                #expect(references.allSatisfy { ids.contains(String($0)) })
            }
        }
        #expect(!html.contains("></button>"))
        guard name != "form post" else { return }
        let forms = markup.named("form")
        #expect(forms.allSatisfy { $0.attributes["method"] == "post" && $0.attributes["action"]?.first == "/" })
        #expect(markup.named("input").filter { $0.attributes["name"] == "csrf" }.count == forms.count)
    }

    @Test func `an issuer with a path has it in front of every link and form`() throws {
        let renderer = try PageRenderer(basePath: "/auth")
        for (name, page) in pages(saying: "word")
        where !["logout", "login, accounts for all", "signed out, going on"].contains(name)
            && !name.hasPrefix("playground")
        {
            for tag in Markup(renderer.render(page).html).tags {
                let addresses = [tag.attributes["action"], tag.name == "a" ? tag.attributes["href"] : nil]
                for address in addresses.compactMap({ $0 }) where address.hasPrefix("/") {
                    #expect(address.hasPrefix("/auth/"), "\(name)")
                }
            }
        }
    }
}
