import Foundation
import WebPages

/// `branding.*`: how pages look, and what they say. Its files are read while the configuration is, so that a bad one is
/// an error of the configuration.
struct BrandingSettings: Sendable {
    /// The server's own.
    var brand = Brand()
    var clients: [Placed<ClientBrand>] = []
    /// `nil` means the built-in ones alone.
    var languages: Languages?
    /// `nil` means the built-in ones.
    var templates: Templates?

    /// - Throws: if an embedded file cannot be read, which no tested build has.
    func appearance() throws -> Appearance {
        let brands = Dictionary(clients.map { ($0.id, $0.brand) }, uniquingKeysWith: { first, _ in first })
        return Appearance(
            languages: try languages ?? Languages(), templates: try templates ?? Templates(),
            brands: Brands(own: brand, clients: brands))
    }
}

/// One of `branding.clients[]`.
struct ClientBrand: Sendable {
    var id = ""
    var brand = Brand()
}

extension ValueReader<[Placed<ClientBrand>]> {
    static let clientBrands = items(
        ClientBrand(), requiring: ["client_id"],
        [
            ConfigurationKey("client_id", \.id, .text),
            ConfigurationKey("name", optional: \.brand.name, .text),
            ConfigurationKey("logo", optional: \.brand.logo, .logo),
            ConfigurationKey("accent", optional: \.brand.accent, .accent),
        ])
}

extension ValueReader<Accent> {
    static let accent = parsing("a colour such as \"#1d5a45\", in quotes since # begins a comment") { Accent($0) }
}

extension ValueReader<Logo> {
    static let logo = atPath("the path of a picture") { path, raw, errors in
        guard let octets = raw.contents(ofFile: path, &errors) else { return nil }
        do throws(Logo.Refusal) {
            return try Logo(octets)
        } catch {
            errors.note(raw.place, "\(raw.name): the file \(path) \(error)")
            return nil
        }
    }
}

extension ValueReader<Languages> {
    static let languages = folder("a folder of language files") { try Languages(adding: $0) }
}

extension ValueReader<Templates> {
    static let templates = folder("a folder of templates") { try Templates(replacing: $0) }
}

extension ValueReader {
    /// What `make` makes of the files of a folder; hidden ones are passed over. An error names the file and, where a name
    /// is unknown, the nearest known one.
    fileprivate static func folder(
        _ expectation: String, _ make: @escaping @Sendable ([AppearanceFile]) throws -> Value
    ) -> ValueReader {
        atPath(expectation) { path, raw, errors in
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                errors.note(raw.place, "\(raw.name): the folder \(path) cannot be read")
                return nil
            }
            var files: [AppearanceFile] = []
            for name in names.sorted() where !name.hasPrefix(".") {
                guard let octets = raw.contents(ofFile: "\(path)/\(name)", &errors) else { return nil }
                files.append(AppearanceFile(name: name, octets: octets))
            }
            do {
                return try make(files)
            } catch let error as AppearanceError {
                let nearest = NearestName.hint(error.unknown.flatMap { NearestName.find($0, among: error.known) })
                errors.note(raw.place, "\(raw.name): \(path)/\(error)\(nearest)")
            } catch {
                errors.note(raw.place, "\(raw.name): the folder \(path) cannot be used: \(error)")
            }
            return nil
        }
    }
}
