import StorageTesting
import Testing
import WebPages

@testable import cardea

/// `branding.*`, whose files are read with the configuration.
struct BrandingConfigurationTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func load(_ text: String) throws -> Configuration {
        let file = try ConfigurationFile(path: directory.path + "/cardea.yaml", text: text)
        return try Configuration.load(file)
    }

    /// What the operator reads, without the directory's name.
    private func message(_ text: String) -> String {
        do {
            _ = try load(text)
            return "accepted"
        } catch {
            return "\(error)".replacing(directory.path + "/", with: "")
        }
    }

    @Test func `name, logo, colour, languages and templates are read beside the file`() throws {
        _ = try directory.write("<svg/>", to: "logo.svg")
        _ = try directory.write(#"{"name": "Português", "texts": {"login.title": "Entrar"}}"#, to: "pt.json")
        let configuration = try load(
            """
            branding:
              name: The Bank
              logo: logo.svg
              accent: "#1144cc"
              clients:
                - client_id: shop
                  name: The Shop
                - client_id: inn
                  accent: "#ffd400"
            """)
        let brands = try configuration.branding.appearance().brands
        #expect(brands.own.name == "The Bank" && brands.own.logo?.mediaType == "image/svg+xml")
        #expect(brands.brand(for: "shop").name == "The Shop")
        #expect(brands.brand(for: "inn") != brands.own)
    }

    @Test func `folders add languages and replace templates`() throws {
        let languages = try TemporaryDirectory()
        _ = try languages.write(#"{"name": "Português"}"#, to: "pt.json")
        _ = try languages.write("not ours", to: ".hidden")
        let templates = try TemporaryDirectory()
        _ = try templates.write("<p>shut</p>", to: "mark-shut.mustache")
        let configuration = try load("branding: {languages: \(languages.path), templates: \(templates.path)}")
        #expect(try configuration.branding.appearance().languages.all.count == 8)
        #expect(configuration.branding.templates != nil)
    }

    @Test(arguments: [
        ("branding: {nmae: x}", "cardea.yaml:1: unknown key branding.nmae; did you mean branding.name?"),
        ("branding: {accent: red}", "cardea.yaml:1: branding.accent must be a colour such as \"#1d5a45\""),
        ("branding: {logo: none.png}", "cardea.yaml:1: branding.logo: the file none.png cannot be read"),
        (
            "branding: {logo: cardea.txt}",
            "cardea.yaml:1: branding.logo: the file cardea.txt is not a PNG, JPEG, WebP or SVG picture"
        ),
        ("branding: {languages: nowhere}", "cardea.yaml:1: branding.languages: the folder nowhere cannot be read"),
        (
            "branding: {languages: words}",
            "cardea.yaml:1: branding.languages: words/de.json: unknown text login.titel; did you mean login.title?"
        ),
        (
            "branding: {templates: pages}",
            "cardea.yaml:1: branding.templates: pages/logni.mustache: unknown template logni.mustache; did you mean"
        ),
        ("branding:\n  clients:\n    - name: Shop", "cardea.yaml:3: branding.clients[].client_id is missing"),
        (
            "branding:\n  clients:\n    - client_id: a\n    - client_id: a",
            "cardea.yaml:4: branding.clients: the client_id a is given more than once"
        ),
        (
            "branding:\n  clients:\n    - {client_id: a, colour: x}",
            "cardea.yaml:3: unknown key branding.clients[].colour; did you mean"
        ),
    ])
    func `a mistake is named with its place, its file and what was meant`(text: String, expected: String) throws {
        _ = try directory.write("no picture", to: "cardea.txt")
        try directory.makeFolder("words")
        _ = try directory.write(#"{"texts": {"login.titel": "x"}}"#, to: "words/de.json")
        try directory.makeFolder("pages")
        _ = try directory.write("", to: "pages/logni.mustache")
        #expect(message(text).hasPrefix(expected), "\(message(text))")
    }
}
