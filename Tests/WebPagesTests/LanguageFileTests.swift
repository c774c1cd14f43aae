import Testing

@testable import WebPages

@Suite struct LanguageFileTests {
    private func file(_ name: String, _ text: String) -> AppearanceFile {
        AppearanceFile(name: name, octets: Array(text.utf8))
    }

    private func title(_ languages: Languages, _ wish: String) -> String {
        Words(languages.choose([wish], header: nil), brand: "Cardea").text(.loginTitle)
    }

    @Test func `a file can change single texts of a language that is there`() throws {
        let languages = try Languages(adding: [
            file(
                "de.json", #"{"texts": {"login.title": "Einloggen"}, "scopes": {"orders": {"phrase": "Orders sehen"}}}"#
            )
        ])
        #expect(title(languages, "de") == "Einloggen")
        #expect(title(languages, "fr") == "Connexion")
        let german = Words(languages.choose(["de"], header: nil), brand: "Cardea")
        #expect(german.text(.logoutTitle) == "Abmelden?")
        #expect(german.language.name == "Deutsch")
        #expect(german.scope("orders")["phrase"] as? String == "Orders sehen")
    }

    @Test func `a byte order mark before a file is passed over`() throws {
        let languages = try Languages(adding: [file("de.json", "\u{feff}" + #"{"texts": {"login.title": "Rein"}}"#)])
        #expect(title(languages, "de") == "Rein")
    }

    @Test func `a file can add a language, which falls back on its own without the region and then on English`() throws
    {
        let languages = try Languages(adding: [
            file("pt-BR.json", #"{"name": "Português (Brasil)", "texts": {"login.title": "Entrar"}}"#),
            file("pt.json", #"{"name": "Português", "texts": {"login.title": "Iniciar", "logout.title": "Sair?"}}"#),
            file("fa.json", #"{"name": "فارسی", "direction": "rtl"}"#),
            file("de-AT.json", #"{"name": "Österreich"}"#),
        ])
        #expect(title(languages, "pt-BR") == "Entrar")
        #expect(title(languages, "pt-AO") == "Iniciar")
        let brazilian = Words(languages.choose(["pt-br"], header: nil), brand: "Cardea")
        #expect(brazilian.text(.logoutTitle) == "Sair?")
        #expect(brazilian.text(.signedOutTitle) == "You are signed out")
        // English forms, whatever the language would have.
        #expect(brazilian.wait(0) == "Try again in 1 second.")
        #expect(languages.choose(["fa-IR"], header: nil).direction == .rightToLeft)
        #expect(title(languages, "de-AT") == "Anmelden")
    }

    @Test func `a text is escaped where it becomes part of a page, and its values are set apart`() throws {
        let languages = try Languages(adding: [
            file("de.json", #"{"texts": {"login.forClient": "<b> & {clientName}\"", "page.signIn": "<i>"}}"#)
        ])
        let renderer = try PageRenderer(appearance: Appearance(languages: languages, templates: try Templates()))
        let page = PageContent.login(clientName: "a", csrf: "c")
        let html = renderer.render(page, in: languages.choose(["de"], header: nil)).html
        #expect(html.contains(">&lt;b&gt; &amp; <bdi>a</bdi>&quot;</p>"))
        #expect(html.contains("type=\"submit\">&lt;i&gt;</button>"))
    }

    @Test(arguments: [
        ("de.json", "{", "de.json: this is not JSON in UTF-8"),
        ("de.json", "[]", "de.json: the file must be an object"),
        ("de.json", #"{"texts": {"login.title": "a", "login.title": "b"}}"#, "de.json: login.title is given twice"),
        ("de.json", #"{"text": {}}"#, "de.json: unknown key text"),
        ("de.json", #"{"texts": {"login.titel": "a"}}"#, "de.json: unknown text login.titel"),
        ("de.json", #"{"texts": {"login.title": 1}}"#, "de.json: login.title must be a text"),
        ("de.json", #"{"texts": {"login.title": ""}}"#, "de.json: login.title must be a text"),
        (
            "de.json", #"{"texts": {"login.forClient": "zu {client}"}}"#,
            "de.json: unknown placeholder in login.forClient: {client}"
        ),
        (
            "de.json", #"{"texts": {"login.forClient": "weiter"}}"#,
            "de.json: login.forClient lacks the placeholder {clientName}"
        ),
        (
            "de.json", #"{"texts": {"login.title": "{{{stylesheet}}}"}}"#,
            "de.json: login.title has a brace that is not part of a placeholder such as {clientName}"
        ),
        (
            "de.json", #"{"texts": {"wait.hours": {"other": "{count}"}}}"#, "de.json: wait.hours has no form one"
        ),
        (
            "de.json", #"{"texts": {"wait.hours": {"one": "1", "other": "{count}", "few": "x"}}}"#,
            "de.json: unknown form wait.hours.few"
        ),
        ("de.json", #"{"texts": {"wait.hours": "bald"}}"#, "de.json: wait.hours must be an object"),
        ("de.json", #"{"direction": "up"}"#, "de.json: direction must be ltr or rtl"),
        ("de.json", #"{"scopes": {"a": {"detail": "x"}}}"#, "de.json: scopes.a.phrase must be a text"),
        ("de.json", #"{"scopes": {"a": {"prase": "x"}}}"#, "de.json: unknown key scopes.a.prase"),
        ("pt.json", "{}", "pt.json: name is missing: what the language calls itself"),
        ("german.txt", "{}", "german.txt: the name must be a language tag and .json, such as pt-BR.json"),
        ("not a tag.json", "{}", "not a tag.json: the name must be a language tag and .json, such as pt-BR.json"),
    ])
    func `a file that cannot be used is named, with its key`(name: String, text: String, reason: String) {
        do {
            _ = try Languages(adding: [file(name, text)])
            Issue.record("it was taken")
        } catch {
            #expect("\(error)" == reason)
        }
    }

    @Test func `who mistypes a name is told the names that there are`() {
        let error = #expect(throws: AppearanceError.self) {
            try Languages(adding: [file("de.json", #"{"texts": {"login.titel": "a"}}"#)])
        }
        #expect(error?.unknown == "login.titel")
        #expect(error?.known.contains("login.title") == true)
    }
}
