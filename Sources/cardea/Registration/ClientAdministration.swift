import Identity
import OAuthProtocol
import OAuthServer
import Outbound
import Storage

/// Makes and changes clients for whoever may: the commands, the configuration file, `--dev`.
struct ClientAdministration: Sendable {
    let store: any ClientStore
    let hasher: PasswordHasher
    let entropy: Entropy
    let now: Timestamp
    /// Fetches what proves the sector of a pairwise client.
    var documents: any DocumentFetching = OutboundClient(allowing: [])

    /// What the guard has against an address, now that its name can be resolved; `nil` if nothing.
    var objection: @Sendable (WebURI) async -> String? = { _ in nil }

    /// `host:port` of what metadata may name although it is plain http (`outbound.allow`).
    var plainHosts: Set<String> = []
    /// What clients may have signed, and by what (`tokens.signing_algorithms`).
    var signatures = SigningChoice.ofOperators(TokenConfiguration())
    /// Makes the keys of algorithms that have none, before a client is there that wants them.
    var provideKeys: @Sendable (Set<SignatureAlgorithm>) async throws -> Void = { _ in }

    /// Whether this server sealed the identifier of a client that registered itself.
    var hasSealed: @Sendable (ClientID) async throws -> Bool = { _ in true }

    /// A client with the secret that was made for it; `nil` if none was made.
    typealias Registered = (client: ClientRecord, made: Secret?)

    /// Registers a client.
    ///
    /// - `id`: `nil` makes one.
    /// - `chosen`: the secret that somebody chose; `nil` makes one if the client needs one.
    /// - Throws: `OAuthError` for metadata, `CommandError` for the rest.
    func add(
        id: ClientID?, metadata: ClientMetadata, chosen: Secret?, origin: ClientRecord.Origin
    ) async throws -> Registered {
        let id = id ?? ClientID(from: entropy)
        let (secrets, made) = try await secrets(for: metadata, chosen: chosen)
        try await provideKeys(signatures.permitted(metadata.wantedAlgorithms))
        let client = ClientRecord(
            ClientRegistration(of: id, from: entropy), metadata: metadata, secrets: secrets, origin: origin,
            createdAt: now)
        guard try await store.commitNewClient(client) else {
            throw CommandError("a client with the id \(id) already exists")
        }
        return (client, made)
    }

    /// Replaces a client's metadata, and its secret if one was chosen or the client now needs one. If it is to know its
    /// users by other identifiers, everything that was issued to it is dead, since a grant keeps its `sub` for good
    /// (OpenID Connect Core §12.2).
    func update(_ known: ClientRecord, metadata: ClientMetadata, chosen: Secret?) async throws -> Registered {
        let keepsSubjects = Self.warning(of: metadata, insteadOf: known.metadata) == nil
        var client = ClientRecord(
            keepsSubjects ? known.registration : ClientRegistration(of: known.id, from: entropy), metadata: metadata,
            secrets: known.secrets, origin: known.origin, createdAt: known.createdAt, lastUsedAt: known.lastUsedAt)
        var made: Secret?
        if chosen != nil || client.secrets.isEmpty || !metadata.authenticationMethod.usesSecret {
            (client.secrets, made) = try await secrets(for: metadata, chosen: chosen)
        }
        try await provideKeys(signatures.permitted(metadata.wantedAlgorithms))
        try await commit(client, replacing: known)
        return (client, made)
    }

    /// What the operator must know of a change by which the client loses its secret; `nil` if it keeps it or had none.
    static func warning(ofSecretOf known: ClientRecord, under metadata: ClientMetadata) -> String? {
        let method = metadata.authenticationMethod
        guard !known.secrets.isEmpty, !method.usesSecret else { return nil }
        let means = method == .none ? "anybody who knows its client_id can speak for it" : "it needs its key"
        return """
            the client's secret is gone: it authenticates with \(method.rawValue) from now on, so \(means); going back to a \
            secret makes another one
            """
    }

    /// Gives the client a new secret.
    ///
    /// - `overlap`: seconds for which the old ones stay good.
    func rotateSecret(of known: ClientRecord, overlap: Int64) async throws -> Registered {
        guard known.metadata.authenticationMethod.usesSecret else {
            let method = known.metadata.authenticationMethod.rawValue
            throw CommandError("the client \(known.id) authenticates with \(method) and has no secret")
        }
        var client = known
        let made = entropy.secret()
        let end = now + overlap
        let leaving = client.secrets.compactMap { old -> StoredSecret? in
            let expiresAt = min(old.expiresAt ?? end, end)
            return now < expiresAt ? StoredSecret(old.form, expiresAt: expiresAt) : nil
        }
        client.secrets = [StoredSecret(.digest(made.digest))] + leaving
        try await commit(client, replacing: known)
        return (client, made)
    }

    /// The client with this identifier, if commands may change it.
    ///
    /// - Throws: `CommandError` if there is none, or if the configuration file or the client itself would undo every change.
    func changeable(_ id: String) async throws -> ClientRecord {
        let client = try await find(id)
        guard client.origin != .configuration else {
            throw CommandError("the client \(id) is kept equal to the configuration file: change it there")
        }
        guard !client.origin.isDynamic else {
            throw CommandError("the client \(id) says itself what it is: remove it if you do not want it")
        }
        return client
    }

    func find(_ id: String) async throws -> ClientRecord {
        guard let client = try await store.findClient(ClientID(id)) else { throw unknown(id) }
        return client
    }

    /// Identifiers are shortened in lists, so what somebody copied there is not one.
    func unknown(_ id: String) -> CommandError {
        let hint =
            id.hasSuffix("...") ? ": the list shortens long identifiers, cardea client list --json has them whole" : ""
        return CommandError("there is no client \(id)\(hint)")
    }

    /// What is stored of the secret that a client needs, and the secret if it was made here.
    private func secrets(
        for metadata: ClientMetadata, chosen: Secret?
    ) async throws -> (stored: [StoredSecret], made: Secret?) {
        guard metadata.authenticationMethod.usesSecret else {
            guard chosen == nil else {
                let method = metadata.authenticationMethod.rawValue
                throw CommandError("a client that authenticates with \(method) takes no secret")
            }
            return ([], nil)
        }
        if let chosen { return ([StoredSecret(.argon2id(try await hash(chosen)))], nil) }
        let made = entropy.secret()
        return ([StoredSecret(.digest(made.digest))], made)
    }

    private func hash(_ chosen: Secret) async throws(CommandError) -> String {
        guard chosen.exposed.unicodeScalars.count <= PasswordRule.longest else {
            throw CommandError("a chosen client secret may have \(PasswordRule.longest) characters at most")
        }
        do {
            return try await hasher.hash(chosen)
        } catch {
            throw CommandError("the client secret could not be hashed: is there enough memory?")
        }
    }

    private func commit(_ client: ClientRecord, replacing known: ClientRecord) async throws {
        guard try await store.commitClient(client, replacing: known.registration) else {
            throw CommandError("the client \(client.id) was removed meanwhile")
        }
    }
}

extension ClientID {
    /// An identifier that somebody chose: 1 to 128 printable ASCII characters, which survive every header, form and
    /// log; `nil` for anything else.
    init?(chosen text: String) {
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            return nil
        }
        self.init(text)
    }

    /// A fresh identifier: 128 bits, base64url.
    init(from entropy: Entropy) {
        var text: String
        // A leading hyphen would read as a flag on the command line.
        repeat { text = Base64URL.encode(entropy.octets(16)) } while text.hasPrefix("-")
        self.init(text)
    }
}
