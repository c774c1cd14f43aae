import Crypto
import OAuthProtocol
import Testing

@testable import Playground
@testable import WebPages

@Suite struct BrandTests {
    private static let png: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00]

    private func appearance(_ own: Brand, clients: [String: Brand] = [:]) throws -> Appearance {
        Appearance(
            languages: try Languages(), templates: try Templates(), brands: Brands(own: own, clients: clients))
    }

    @Test func `the operator's name, logo and colour stand on every page for people`() throws {
        let logo = try Logo(Self.png)
        let brand = Brand(name: "Bänk & Söhne", logo: logo, accent: Accent("#1144cc"))
        let renderer = try PageRenderer(basePath: "/auth", appearance: appearance(brand))
        for (name, page) in pages(saying: "word") where !page.isForDevelopers {
            let html = renderer.render(page).html
            #expect(!html.contains("Cardea"), "\(name)")
            #expect(html.contains("· Bänk &amp; Söhne</title>"), "\(name)")
            #expect(html.contains("<bdi>Bänk &amp; Söhne</bdi>"), "\(name)")
            #expect(html.contains("--accent:#1144cc"), "\(name)")
            let pictures = Markup(html).named("img").map { $0.attributes["src"] }
            #expect(pictures == ["/auth/branding/\(logo.fileName)"], "\(name)")
        }
    }

    @Test func `the playground is Cardea's whatever the pages for people are called`() throws {
        let renderer = try PageRenderer(appearance: appearance(Brand(name: "Bank", accent: Accent("#000000"))))
        let html = renderer.render(.playground(commands("demo"))).html
        #expect(html.contains("· Cardea</title>") && !html.contains("Bank") && !html.contains("--accent:#000000"))
    }

    @Test func `a client's brand applies to its pages alone, and what it leaves out is the server's`() throws {
        let logo = try Logo(Self.png)
        let brands = Brands(
            own: Brand(name: "Bank", logo: logo, accent: Accent("#000000")), clients: ["shop": Brand(name: "Shop")])
        #expect(brands.brand(for: "shop") == Brand(name: "Shop", logo: logo, accent: Accent("#000000")))
        #expect(brands.brand(for: "other") == brands.own)
        #expect(brands.brand(for: nil) == brands.own)
        #expect(brands.logos == [logo.fileName: logo])
    }

    @Test(arguments: ["#1144cc", "#ffd400", "#ffffff", "#000000", "#777777", "#ff0000", "#00ff00", "#757575"])
    func `whatever the colour, what is written on it and in it can be read`(text: String) throws {
        let stylesheet = try #require(Accent(text)).stylesheet.text
        let colours = stylesheet.split(whereSeparator: { ":;{}".contains($0) }).map(String.init)
        func value(_ name: String, _ which: Int = 0) throws -> Colour {
            let places = colours.indices.filter { colours[$0] == name }
            return try #require(Colour(colours[places[which] + 1]))
        }
        let onAccent = try value("--on-accent")
        #expect(try value("--accent").contrast(with: onAccent) >= 4.5)
        #expect(try value("--accent-deep").contrast(with: onAccent) >= 4.5)
        for ground in ["#e8e4d8", "#fffdf7", "#eef3ea"] {
            #expect(try value("--green").contrast(with: try #require(Colour(ground))) >= 4.5)
            #expect(try value("--green-deep").contrast(with: try #require(Colour(ground))) >= 4.5)
        }
        for ground in ["#0c1310", "#18221d", "#21312a"] {
            #expect(try value("--green", 1).contrast(with: try #require(Colour(ground))) >= 4.5)
            #expect(try value("--green-deep", 1).contrast(with: try #require(Colour(ground))) >= 4.5)
        }
    }

    @Test(arguments: ["", "1144cc", "#14c", "#1144cg", "#1144cc0", "#+144cc", "red", "#１１４４ｃｃ", "#1144cc;}*{}"])
    func `what is no colour is none`(text: String) {
        #expect(Accent(text) == nil)
    }

    @Test func `contrast is what WCAG says it is`() throws {
        #expect(abs(Colour.white.contrast(with: .black) - 21) < 0.001)
        #expect(abs(try #require(Colour("#777777")).contrast(with: .white) - 4.478) < 0.001)
    }

    @Test func `the policy allows exactly the stylesheets that are on the page`() throws {
        let renderer = try PageRenderer(appearance: appearance(Brand(accent: Accent("#1144cc"))))
        let page = renderer.render(.signedOut())
        var hashes: [String] = []
        var rest = page.html[...]
        while let start = rest.firstRange(of: "<style>"), let end = rest.firstRange(of: "</style>") {
            let style = rest[start.upperBound..<end.lowerBound]
            hashes.append("'sha256-\(Base64.encode(Array(SHA256.hash(data: Array(style.utf8)))))'")
            rest = rest[end.upperBound...]
        }
        #expect(hashes.count == 2)
        #expect(page.contentSecurityPolicy.contains("; style-src \(hashes.joined(separator: " ")); "))
    }

    @Test(arguments: [
        (Array(png), "image/png", "png"), ([0xff, 0xd8, 0xff, 0xe0], "image/jpeg", "jpg"),
        (Array("RIFF\u{0}\u{0}\u{0}\u{0}WEBPVP8 ".utf8), "image/webp", "webp"),
        (Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), "image/svg+xml", "svg"),
        (
            Array("\u{feff}<?xml version='1.0'?>\n<!-- <svg --><!DOCTYPE svg>\n<svg>".utf8), "image/svg+xml", "svg"
        ),
    ])
    func `a logo is what its octets say`(octets: [UInt8], mediaType: String, ending: String) throws {
        let logo = try Logo(octets)
        #expect(logo.mediaType == mediaType)
        let parts = logo.fileName.split(separator: ".")
        #expect(parts.count == 2 && parts[0].count == 32 && parts[1] == ending)
    }

    @Test(arguments: [
        Array("<html><svg>".utf8), Array("<svgx>".utf8), Array("<svg".utf8), Array("GIF89a".utf8), [],
        Array("<!-- <svg>".utf8), [0x3c, 0x73, 0x76, 0x67, 0x20, 0xff], Array("RIFF\u{0}\u{0}\u{0}\u{0}AVI ".utf8),
    ])
    func `anything else is no logo`(octets: [UInt8]) {
        #expect(throws: Logo.Refusal.unknownFormat) { try Logo(octets) }
    }

    @Test func `a logo has at most 256 KiB`() throws {
        let padding = { (count: Int) in Self.png + [UInt8](repeating: 0, count: count - Self.png.count) }
        #expect(try Logo(padding(256 * 1024)).octets.count == 262_144)
        #expect(throws: Logo.Refusal.tooLarge) { try Logo(padding(256 * 1024 + 1)) }
    }
}
