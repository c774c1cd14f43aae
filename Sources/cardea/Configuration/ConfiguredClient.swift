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
    func refused(_ error: OAuthError, _ errors: inout ConfigurationErrors) {
        errors.note(place(ofMemberIn: error.description), "clients[] (\(id)): \(error.description)")
    }

    /// Where the member stands with whose name a text begins.
    func place(ofMemberIn text: String) -> Place {
        place(of: String(text.prefix { $0.isLetter || $0 == "_" }))
    }

    /// Where a member stands; where the client begins if it has no such member.
    func place(of member: String) -> Place { places[member] ?? place }
}

extension ValueReader<[ConfiguredClient]> {
    static let clients = items(client)

    private static let ownNames = ["client_id", "client_secret", "client_secret_file"]

    /// A client with an identifier is one even where something is wrong with it, so that the rules find what else is.
    private static func client(
        _ raw: RawValue, _ name: String, _ errors: inout ConfigurationErrors
    ) -> ConfiguredClient? {
        var id: ClientID?
        var secrets: [Secret] = []
        var metadata = ClientMetadata()
        var failed = raw.misspelt(among: ownNames + ClientMetadata.names)
        for entry in raw.mapping ?? [] where !entry.value.isNothing {
            let full = "\(name).\(entry.name)"
            let read: Void? = errors.gather { () throws(ConfigurationError) in
                switch entry.name {
                case "client_id": id = try ValueReader<ClientID>.clientID.value(of: entry.value, for: full)
                case "client_secret":
                    secrets.append(Secret(try ValueReader<String>.text.value(of: entry.value, for: full)))
                case "client_secret_file": secrets.append(try secret(inFileOf: entry.value, full))
                default: try member(entry, of: name, into: &metadata)
                }
            }
            if read == nil { failed.insert(entry.name) }
        }
        guard let id else {
            if !failed.contains("client_id") { errors.note(raw.place, "\(name).client_id is missing") }
            return nil
        }
        let client = ConfiguredClient(
            id: id, metadata: metadata, secret: secrets.first, place: raw.place, places: raw.places)
        // What a bad member would have been is not known, so nothing is said of it and the others.
        for fault in metadata.faults where failed.isDisjoint(with: fault.members) {
            let place = fault.members.first(where: { client.places[$0] != nil }).map(client.place(of:))
            errors.note(place ?? raw.place, "\(name) (\(id)): \(fault.error.description)")
        }
        if !failed.contains("jwks") {
            do throws(OAuthError) { try RegisteredKeys.check(metadata) } catch { client.refused(error, &errors) }
        }
        let method = metadata.authenticationMethod
        let isSettled = failed.isDisjoint(with: ["token_endpoint_auth_method", "client_secret", "client_secret_file"])
        if isSettled, secrets.count != (method.usesSecret ? 1 : 0) {
            let rule =
                method.usesSecret
                ? "either client_secret or client_secret_file" : "no secret: it authenticates with \(method.rawValue)"
            errors.note(raw.place, "\(name) (\(id)) needs \(rule)")
        }
        return client
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
