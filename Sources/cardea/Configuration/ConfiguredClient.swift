import OAuthProtocol
import OAuthServer

/// One of `clients[]`: what the database is kept equal to.
struct ConfiguredClient: Sendable {
    var id = ClientID("")
    var metadata = ClientMetadata()
    /// `nil` for a client without one: a public client, or one that authenticates with a key.
    var secret: Secret?
}

extension Placed<ConfiguredClient> {
    /// Notes the error of a member, at its line if the text begins with the member's name.
    func refused(_ error: OAuthError, _ errors: inout ConfigurationError) {
        errors.note(place(ofMemberIn: error.description), "clients[] (\(value.id)): \(error.description)")
    }

    /// Where the member stands with whose name a text begins.
    func place(ofMemberIn text: String) -> Place {
        place(of: String(text.prefix { $0.isLetter || $0 == "_" }))
    }
}

extension ValueReader<[Placed<ConfiguredClient>]> {
    /// A client with an identifier is one even where something is wrong with it, so that the rules find what else is.
    static let clients = items(
        ConfiguredClient(), requiring: ["client_id"],
        [
            ConfigurationKey("client_id", \.id, .clientID),
            ConfigurationKey("client_secret", optional: \.secret, ValueReader<String>.text.map { Secret($0) }),
            ConfigurationKey("client_secret_file", optional: \.secret, .secretFile),
        ] + ClientMetadata.names.map(member)
    ) { client, failed, errors in
        // What a bad member would have been is not known, so nothing is said of it and the others.
        for fault in client.metadata.faults where failed.isDisjoint(with: fault.members) {
            let place = fault.members.compactMap { client.places[$0] }.first ?? client.place
            errors.note(place, "clients[] (\(client.id)): \(fault.error.description)")
        }
        if !failed.contains("jwks") {
            do throws(OAuthError) {
                try RegisteredKeys.check(client.metadata)
            } catch {
                client.refused(error, &errors)
            }
        }
        let secrets = ["client_secret", "client_secret_file"]
        guard failed.isDisjoint(with: secrets + ["token_endpoint_auth_method"]) else { return true }
        let method = client.metadata.authenticationMethod
        if secrets.count(where: { client.places[$0] != nil }) != (method.usesSecret ? 1 : 0) {
            let rule =
                method.usesSecret
                ? "either client_secret or client_secret_file" : "no secret: it authenticates with \(method.rawValue)"
            errors.note(client.place, "clients[] (\(client.id)) needs \(rule)")
        }
        return true
    }

    private static func member(_ name: String) -> ConfigurationKey<ConfiguredClient> {
        ConfigurationKey(name) { client, entry, errors in
            if let objection = Commas.objection(to: entry.value.json, as: name) {
                errors.note(entry.place, "clients[].\(name) \(objection)")
                return
            }
            do throws(OAuthError) {
                try client.metadata.update(from: [name: entry.value.json])
            } catch {
                errors.note(entry.place, "clients[].\(error.description)")
            }
        }
    }
}

extension ValueReader<ClientID> {
    static let clientID = parsing("1 to 128 printable ASCII characters without spaces") { ClientID(chosen: $0) }
}

extension ValueReader<Secret> {
    fileprivate static let secretFile = atPath("a path") { path, raw, errors in
        guard let octets = raw.contents(ofFile: path, &errors) else { return nil }
        let secret = Secret(line: octets)
        if secret == nil { errors.note(raw.place, "\(raw.name): the file \(path) must hold one line of text") }
        return secret
    }
}
