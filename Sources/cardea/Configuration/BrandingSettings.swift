import WebPages

/// `branding.*`: how pages look, and what they say. Its files are read while the configuration is, so that a bad one is
/// an error of the configuration.
struct BrandingSettings: Sendable {
    /// The server's own.
    var brand = Brand()
    /// By client id.
    var clients: [String: Brand] = [:]
    /// `nil` means the built-in ones alone.
    var languages: Languages?
    /// `nil` means the built-in ones.
    var templates: Templates?

    /// - Throws: if an embedded file cannot be read, which no tested build has.
    func appearance() throws -> Appearance {
        Appearance(
            languages: try languages ?? Languages(), templates: try templates ?? Templates(),
            brands: Brands(own: brand, clients: clients))
    }
}

/// One of `branding.clients[]` while it is read.
private struct ClientBranding: Sendable {
    var id: String?
    var brand = Brand()

    static let keys = ConfigurationTable<ClientBranding>([
        ConfigurationKey("client_id", optional: \.id, .text),
        ConfigurationKey("name", optional: \.brand.name, .text),
        ConfigurationKey("logo", optional: \.brand.logo, .logo),
        ConfigurationKey("accent", optional: \.brand.accent, .accent),
    ])
}

extension ValueReader<[String: Brand]> {
    static let clientBrands = ValueReader(expectation: "a list of mappings", isStructure: true) {
        (raw, name) throws(ConfigurationError) in
        let items = ValueReader<[(id: String, brand: Brand)]>.items(clientBrand)
        guard let found = try items.read(raw, name) else { return nil }
        var brands: [String: Brand] = [:]
        for (item, element) in zip(found, raw.list ?? []) {
            guard brands.updateValue(item.brand, forKey: item.id) == nil else {
                throw ConfigurationError(element.place, "\(name): the client_id \(item.id) is given more than once")
            }
        }
        return brands
    }

    private static func clientBrand(
        _ raw: RawValue, _ name: String, _ errors: inout ConfigurationErrors
    ) -> (id: String, brand: Brand)? {
        var client = ClientBranding()
        let failed = ClientBranding.keys.apply(raw, to: &client, item: name + ".", &errors)
        guard let id = client.id else {
            if !failed.contains("client_id") { errors.note(raw.place, "\(name).client_id is missing") }
            return nil
        }
        return (id, client.brand)
    }
}

extension ValueReader<Accent> {
    static let accent = parsing("a colour such as \"#1d5a45\", in quotes since # begins a comment") { Accent($0) }
}

extension ValueReader<Logo> {
    static let logo = ValueReader(expectation: "the path of a picture") { (raw, name) throws(ConfigurationError) in
        guard let text = raw.text, !text.isEmpty else { return nil }
        let path = raw.resolved(path: text)
        do {
            return try Logo(try raw.contents(ofFile: path, for: name))
        } catch let refusal as Logo.Refusal {
            throw ConfigurationError(raw.place, "\(name): the file \(path) \(refusal)")
        } catch let error as ConfigurationError {
            throw error
        } catch {
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
