import CardeaTesting
import Foundation
import HTTPTypes
import Testing

@testable import Documentation

/// The pages, as somebody who reads them finds them.
@Suite struct PagesTests {
    private static let issuers = ["https://cardea.example", "https://cardea.example/auth"]

    private static func targets(_ text: String, _ pattern: String) -> [String] {
        guard let expression = try? Regex(pattern, as: (Substring, Substring).self) else { return [] }
        return text.matches(of: expression).map { String($0.output.1) }
    }

    private static func identifiers(_ html: String) -> [String] { targets(html, #"\sid="([^"]*)""#) }

    @Test(arguments: issuers)
    func `every link of every page leads to something that is there`(issuer: String) async throws {
        let site = try TestDocumentation(issuer: issuer)
        var pages: [String: Set<String>] = [:]
        var links: [(page: String, path: String, anchor: String)] = []
        for path in ["\(site.base)/docs"] + site.manual.pages.map(site.manual.address) {
            let reply = await site.send(.get, path)
            #expect(reply.status == 200, "\(path)")
            let ids = Self.identifiers(reply.text)
            #expect(ids.count == Set(ids).count, "\(path) has an anchor twice")
            pages[path] = Set(ids)
            for link in Self.targets(reply.text, #"(?:href|src|action)="([^"]*)""#) where !link.contains(":") {
                let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                links.append((path, parts[0].isEmpty ? path : parts[0], parts.count > 1 ? parts[1] : ""))
            }
        }
        #expect(links.count > 500)
        var known: [String: Int] = [:]
        for (page, path, anchor) in links {
            #expect(path.hasPrefix("\(site.base)/"), "\(page): \(path) is not below the issuer")
            if let anchors = pages[path] {
                let name = anchor.removingPercentEncoding ?? anchor
                #expect(anchor.isEmpty || anchors.contains(name), "\(page): \(path) has no \(anchor)")
                continue
            }
            if known[path] == nil { known[path] = await site.send(.get, path).status }
            #expect(known[path] == 200, "\(page): \(path)")
        }
    }

    @Test(arguments: issuers)
    func `every page is there as Markdown, whose links lead somewhere too`(issuer: String) async throws {
        let site = try TestDocumentation(issuer: issuer)
        var known: [String: Int] = [:]
        for page in site.manual.pages {
            let reply = await site.send(.get, "\(site.manual.address(of: page)).md")
            #expect(reply.status == 200 && reply.header("Content-Type") == "text/markdown; charset=utf-8")
            #expect(reply.text.contains("# \(page.title)"))
            for link in Self.targets(reply.text, #"\]\(([^()\s]+)\)"#) where !link.contains(":") {
                let path = String(link.prefix { $0 != "#" })
                if path.isEmpty { continue }
                #expect(path.hasPrefix("\(site.base)/"), "\(page.path): \(link)")
                if known[path] == nil { known[path] = await site.send(.get, path).status }
                #expect(known[path] == 200, "\(page.path): \(link)")
            }
        }
    }

    @Test func `no link of a page leads to what is in the repository alone`() {
        let manual = Manual(base: "")
        for page in manual.pages {
            _ = MarkdownDocument(page.markdown) { url in
                #expect(manual.target(url, from: page, as: "") != nil, "\(page.source): \(url)")
                return url
            }
        }
    }

    @Test(arguments: ["Samples/python/device.py", "Examples/Proxies/nginx.conf", "Examples/Deployment/cardea.service"])
    func `a file that a page leads to is there as text`(path: String) async throws {
        let site = try TestDocumentation()
        let reply = await site.send(.get, "/docs/files/\(path)")
        #expect(reply.status == 200 && reply.header("Content-Type") == "text/plain; charset=utf-8")
        let root = URL(filePath: #filePath).appending(path: "../../..").standardized
        #expect(reply.body == Array(try Data(contentsOf: root.appending(path: path))))
        for strange in ["/docs/\(path)", "/docs/files/../\(path)", "/docs/files/Sources/cardea/Server.swift"] {
            #expect(await site.send(.get, strange).status == 404, "\(strange)")
        }
    }

    @Test func `every page says in its first sentence what it is for`() throws {
        let manual = Manual(base: "")
        let index = ManualIndex(manual: manual, origin: "")
        for page in manual.pages {
            let words = index.summary(of: page).split(separator: " ")
            #expect(
                (5...40).contains(words.count)
                    && [".", "?", "!"].contains(words.last.flatMap(\.last).map(String.init)), "\(page.source): \(words)"
            )
        }
        let texts = [
            "# A\n\n**Problem.** It is so: too long. More.\n", "# A\n\nHow it is\n\n- x\n", "# A\n\n| x |\n|---|\n",
        ]
        let summaries = texts.map { text in
            let page = ManualPage(source: "docs/limits.md", markdown: text)
            return ManualIndex(manual: Manual(pages: [page]), origin: "").summary(of: page)
        }
        #expect(summaries == ["It is so: too long.", "How it is", ""])
    }

    @Test func `pages stand in the order of the index of their folder`() throws {
        let paths = Manual(base: "").pages.map(\.path)
        func follow(_ names: String...) -> Bool {
            let places = names.compactMap { name in paths.firstIndex { $0 == name } }
            return places.count == names.count && places == places.sorted()
        }
        #expect(
            follow("start", "tutorial", "operations", "operations/start", "operations/proxies", "operations/people"))
        #expect(follow("operations/people", "operations/backup", "operations/troubleshooting", "connecting"))
        #expect(follow("connecting", "connecting/products", "connecting/web-frameworks", "connecting/access-tokens"))
    }

    @Test func `every page stands on the list of pages and in the index for language models`() async throws {
        let site = try TestDocumentation()
        let list = await site.send(.get, "/docs").text
        let index = await site.send(.get, "/llms.txt").text
        let whole = await site.send(.get, "/llms-full.txt").text
        #expect(site.manual.pages.count > 60)
        for page in site.manual.pages {
            #expect(list.contains("<a href=\"/docs/\(page.path)\">"), "\(page.path)")
            #expect(index.contains("](https://cardea.example/docs/\(page.path).md)"), "\(page.path)")
            #expect(whole.contains(site.manual.markdown(of: page)), "\(page.path)")
        }
        for part in ManualPage.Part.allCases { #expect(site.manual.pages.contains { $0.part == part }) }
    }

    @Test func `what is a link to the repository alone is its text in Markdown`() throws {
        let manual = Manual(base: "")
        let page = ManualPage(
            source: "docs/operations/start.md",
            markdown: """
                # X
                See [the `[x]` list](../../Sources/nothing.swift), [limits](../limits.md#http) and [out](https://a.example/).
                ```
                [code](../limits.md)
                ```
                """)
        #expect(
            manual.markdown(of: page) == """
                # X
                See the `[x]` list, [limits](/docs/limits.md#http) and [out](https://a.example/).
                ```
                [code](../limits.md)
                ```

                """)
    }

    @Test func `a page that did not change is not sent again`() async throws {
        let site = try TestDocumentation()
        for path in ["/docs", "/docs/operations/start", "/docs/limits.md", "/llms-full.txt", "/openapi.json"] {
            let first = await site.send(.get, path)
            let tag = try #require(first.header("ETag"))
            #expect(first.header("Cache-Control") == "public, max-age=300" && first.header("Vary") == nil)
            for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let again = await site.send(.get, path, headers: [.ifNoneMatch: known])
                #expect(again.status == 304 && again.body.isEmpty && again.header("ETag") == tag, "\(known)")
            }
            #expect(await site.send(.get, path, headers: [.ifNoneMatch: "\"other\""]).status == 200)
            let head = await site.send(.head, path)
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.header("Content-Length") == String(first.body.count))
        }
    }

    @Test(arguments: [
        "/docs/nothing", "/docs/start/more", "/docs//start", "/docs/../start", "/docs/%2e%2e/start", "/docs/Start",
        "/docs/start.md.md", "/docs/README.md.", "/docs/\u{301}start",
    ])
    func `at any other path there is nothing`(path: String) async throws {
        let reply = await (try TestDocumentation()).send(.get, path)
        #expect(reply.status == 404 && reply.header("Cache-Control") == "no-store")
    }

    @Test func `a page is also where a static site has it`() async throws {
        let site = try TestDocumentation()
        for path in ["/docs", "/docs/operations/start"] {
            #expect(await site.send(.get, path + "/").body == (await site.send(.get, path).body))
        }
    }
}
