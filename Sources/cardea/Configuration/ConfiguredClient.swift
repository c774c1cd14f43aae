import OAuthProtocol
import OAuthServer

/// One of `clients[]`: what the database is kept equal to.
struct ConfiguredClient: Sendable {
    let id: ClientID
    let metadata: ClientMetadata
    /// `nil` for a client without one: a public client, or one that authenticates with a key.
    let secret: Secret?
    /// Where it stands, and where each of its members does, by name.
    let place: Place
    let places: [String: Place]

    /// The error of a member, at its line if the text begins with the member's name.
    func refused(_ error: OAuthError) -> ConfigurationError {
        let name = String(error.description.prefix { $0.isLetter || $0 == "_" })
        return ConfigurationError(places[name] ?? place, "clients[] (\(id)): \(error.description)")
    }
}

extension ValueReader<[ConfiguredClient]> {
    static let clients = ValueReader(expectation: "a list of mappings", isStructure: true) {
        (raw, name) throws(ConfigurationError) in
        var ids = Set<ClientID>()
        let items = ValueReader.items(client)
        guard let clients = try items.read(raw, name) else { return nil }
        for (client, element) in zip(clients, raw.list ?? []) where !ids.insert(client.id).inserted {
            throw ConfigurationError(element.place, "\(name): the client_id \(client.id) is given more than once")
        }
        return clients
    }

    private static let ownNames = ["client_id", "client_secret", "client_secret_file"]

    private static func client(_ raw: RawValue, _ name: String) throws(ConfigurationError) -> ConfiguredClient {
        var id: ClientID?
        var secrets: [Secret] = []
        var metadata = ClientMetadata()
        var places: [String: Place] = [:]
        var errors = ConfigurationErrors()
        for entry in raw.mapping ?? [] where !entry.value.isNothing {
            let full = "\(name).\(entry.name)"
            places[entry.name] = entry.place
            _ = errors.gather { () throws(ConfigurationError) in
                switch entry.name {
                case "client_id": id = try ValueReader<ClientID>.clientID.value(of: entry.value, for: full)
                case "client_secret":
                    secrets.append(Secret(try ValueReader<String>.text.value(of: entry.value, for: full)))
                case "client_secret_file": secrets.append(try secret(inFileOf: entry.value, full))
                default: try member(entry, of: name, into: &metadata)
                }
            }
        }
        try errors.end()
        guard let id else { throw ConfigurationError(raw.place, "\(name).client_id is missing") }
        do {
            try metadata.validate()
            try RegisteredKeys.check(metadata)
        } catch {
            throw ConfigurationError(raw.place, "\(name) (\(id)): \(error.description)")
        }
        let method = metadata.authenticationMethod
        guard secrets.count == (method.usesSecret ? 1 : 0) else {
            let rule =
                method.usesSecret
                ? "either client_secret or client_secret_file" : "no secret: it authenticates with \(method.rawValue)"
            throw ConfigurationError(raw.place, "\(name) (\(id)) needs \(rule)")
        }
        return ConfiguredClient(
            id: id, metadata: metadata, secret: secrets.first, place: raw.place, places: places)
    }

    private static func member(
        _ entry: RawValue.Entry, of name: String, into metadata: inout ClientMetadata
    ) throws(ConfigurationError) {
        let names = ClientMetadata.names
        guard names.contains(entry.name) else {
            throw ConfigurationTable<Configuration>.unknown(
                "\(name).\(entry.name)", at: entry.place, among: (ownNames + names).map { "\(name).\($0)" })
        }
        do {
            try metadata.update(from: [entry.name: entry.value.json])
        } catch {
            throw ConfigurationError(entry.place, "\(name).\(error.description)")
        }
    }

    private static func secret(inFileOf raw: RawValue, _ name: String) throws(ConfigurationError) -> Secret {
        let path = try ValueReader<String>.path.value(of: raw, for: name)
        let octets = try raw.contents(ofFile: path, for: name)
        guard let secret = Secret(line: octets) else {
            throw ConfigurationError(raw.place, "\(name): the file \(path) must hold one line of text")
        }
        return secret
    }
}

extension ValueReader<ClientID> {
    static let clientID = parsing("1 to 128 printable ASCII characters without spaces") { ClientID(chosen: $0) }
}
