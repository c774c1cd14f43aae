import Crypto
import OAuthProtocol
import Testing

@testable import WebPages

@Suite struct TemplateTests {
    private func file(_ name: String, _ text: String) -> AppearanceFile {
        AppearanceFile(name: name, octets: Array(text.utf8))
    }

    private func renderer(_ files: [AppearanceFile]) throws -> PageRenderer {
        try PageRenderer(
            appearance: Appearance(languages: try Languages(), templates: try Templates(replacing: files)))
    }

    @Test func `a template and a stylesheet can be replaced by name`() throws {
        let renderer = try renderer([
            file(
                "login.mustache",
                "{{<door}}{{$content}}<h1>{{t.login.title}}</h1><p>{{clientName}}</p>{{/content}}{{/door}}"),
            file("door.css", ".wall { background: url('/x') }"),
        ])
        let page = renderer.render(.login(clientName: "<b>\"\u{301}", csrf: "c"))
        #expect(page.html.contains("<h1>Sign in</h1><p>&lt;b&gt;&quot;\u{301}</p>"))
        #expect(page.html.contains(".wall { background: url('/x') }") && page.html.contains("--accent"))
        #expect(!page.html.contains(".doorway {"))
        let start = try #require(page.html.firstRange(of: "<style>")).upperBound
        let end = try #require(page.html.firstRange(of: "</style>")).lowerBound
        let digest = Base64.encode(Array(SHA256.hash(data: Array(page.html[start..<end].utf8))))
        #expect(page.contentSecurityPolicy.contains("style-src 'sha256-\(digest)'"))
        // The others are as they were.
        #expect(renderer.render(.signedOut()).html.contains("You are signed out</h1>"))
    }

    @Test(arguments: [
        ("lgoin.mustache", "", "lgoin.mustache: unknown template lgoin.mustache"),
        ("login.html", "", "login.html: unknown template login.html"),
        ("login.mustache", "{{#a}}\n{{/b}}", "login.mustache: line 2: sectionCloseNameIncorrect"),
        ("login.mustache", "{{#a}}", "login.mustache: line 1: expectedSectionEnd"),
        (
            "login.mustache", "{{{clientName}}}",
            "login.mustache: {{{clientName}}}: only article, brandStylesheet, ownStylesheet, script, stylesheet may stand unescaped"
        ),
        (
            "login.mustache", "{{& clientName }}",
            "login.mustache: {{{clientName}}}: only article, brandStylesheet, ownStylesheet, script, stylesheet may stand unescaped"
        ),
        (
            "login.mustache", "{{% CONTENT_TYPE: TEXT}}",
            "login.mustache: {{%CONTENT_TYPE:TEXT}}: content types and delimiters cannot be changed"
        ),
        (
            "login.mustache", "{{=<% %>=}}",
            "login.mustache: {{=<%%>=}}: content types and delimiters cannot be changed"
        ),
        ("login.mustache", "{{>futer}}", "login.mustache: unknown template futer"),
        ("login.mustache", "{{t.login.titel}}", "login.mustache: unknown text t.login.titel"),
        ("door.css", "a{}</STYLE><script>", "door.css: </style has no place in a stylesheet"),
    ])
    func `a file that cannot be used is named, and why`(name: String, text: String, reason: String) {
        do {
            _ = try Templates(replacing: [file(name, text)])
            Issue.record("it was taken")
        } catch {
            #expect("\(error)" == reason)
        }
    }

    @Test func `every built-in template could stand in an operator's folder`() throws {
        let files = EmbeddedFiles.templates.map { file("\($0).mustache", $1) }
        let styles = EmbeddedFiles.stylesheets.map { file("\($0.name).css", $0.text) }
        let replaced = try renderer(files + styles)
        let own = try PageRenderer()
        for (name, page) in pages(saying: "word") {
            #expect(replaced.render(page).html == own.render(page).html, "\(name)")
        }
    }
}
