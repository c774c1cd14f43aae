import JOSE
import OAuthProtocol
import Storage

/// Registrations that are kept by the clients themselves: metadata sealed into the `client_id` (RFC 7591 appendix A.5.2),
/// so that nobody who registers costs a row. Secrets are derived from the identifier, and so are not kept either.
package struct SealedRegistrations: Sendable {
    /// Characters of an identifier: it is part of every access token and of the URLs that browsers carry.
    package static let limit = 4096
    /// The same for a client that is the subject of its tokens too, which name it twice then.
    private static let limitAsSubject = 2400
    private static let prefix = "reg-"
    private static let context = Array("client registration 1".utf8)
    /// The member of what is sealed that is not a client's own: the scope that it asks for by default.
    private static let defaultScope = "s"
    /// Octets of the time of the registration, in front of what is sealed: seconds, the most significant first.
    private static let timeLength = 5

    private let key: DerivedKey
    private let entropy: Entropy

    package init(keys: TokenKeys, entropy: Entropy) {
        key = keys.registrations
        self.entropy = entropy
    }

    /// A new client with this metadata, as strong as a row of the store.
    ///
    /// - Throws: `invalid_client_metadata` if there is too much of it to be carried.
    package func seal(_ metadata: ClientMetadata, at now: Timestamp) throws(OAuthError) -> ClientRecord {
        var object = metadata.sealed
        object[Self.defaultScope] = metadata.defaultScope.map { .string($0.description) }
        let time = (0..<Self.timeLength).reversed().map { UInt8(truncatingIfNeeded: now.seconds >> (8 * $0)) }
        let sealed = key.seal(time + MetadataShorthand.shorten(object.octets), bound: Self.context)
        let id = ClientID(Self.prefix + Base64URL.encode(sealed))
        let limit = metadata.grantTypes.contains(.clientCredentials) ? Self.limitAsSubject : Self.limit
        guard id.value.utf8.count <= limit, let client = open(id) else {
            throw Self.tooMuch
        }
        return client
    }

    /// Of metadata that is more than can be carried or kept.
    static var tooMuch: OAuthError {
        OAuthError(
            .invalidClientMetadata,
            "there is too much metadata: name keys by jwks_uri, and fewer or shorter URIs and texts")
    }

    /// The client that was sealed into an identifier of ours; `nil` for any other.
    package func open(_ id: ClientID) -> ClientRecord? {
        guard id.value.utf8.count <= Self.limit, id.value.octets.hasPrefix(Self.prefix),
            let sealed = Base64URL.decode(id.value.dropFirst(Self.prefix.count)),
            let octets = try? key.open(sealed, bound: Self.context),
            octets.count > Self.timeLength, let text = MetadataShorthand.expand(octets.dropFirst(Self.timeLength)),
            var object = try? JSONParser.parse(text).object
        else { return nil }
        let scope = object[Self.defaultScope]?.string
        object[Self.defaultScope] = nil
        guard var metadata = try? ClientMetadata(json: object) else { return nil }
        metadata.defaultScope = scope.flatMap(Scope.init(_:))
        let createdAt = Timestamp(octets.prefix(Self.timeLength).reduce(0) { $0 << 8 | Int64($1) })
        var client = ClientRecord(
            ClientRegistration(id: id, instance: number("registration \(id)")), metadata: metadata,
            secrets: secrets(of: id, metadata),
            origin: .registration,
            createdAt: createdAt,
            expiry: ClientRecord.Expiry(idle: RegistrationRules.patience, at: createdAt + RegistrationRules.patience))
        client.isKept = false
        return client
    }

    /// Whether an identifier looks like one of ours, sealed now or some time ago.
    package static func mayHaveMade(_ id: ClientID) -> Bool { id.value.octets.hasPrefix(prefix) }

    /// The secret of the client, 43 characters.
    package func secret(of id: ClientID) -> Secret {
        derived("client secret", id)
    }

    /// What opens the client's own registration to it (RFC 7592 §3), 43 characters.
    package func accessToken(of id: ClientID) -> Secret {
        derived("registration access token", id)
    }

    /// What the store keeps of the secret of such a client; nothing if its metadata says that it has none.
    package func secrets(of id: ClientID, _ metadata: ClientMetadata) -> [StoredSecret] {
        metadata.authenticationMethod.usesSecret ? [StoredSecret(.digest(secret(of: id).digest))] : []
    }

    /// The instance of a client that is known by its document, another one after each revocation.
    package func instance(of id: ClientID, after revocation: Timestamp?) -> Int64 {
        number("document \(revocation.map { String($0.seconds) } ?? "") \(id)")
    }

    /// A number from 0 that only we could have come to.
    private func number(_ text: String) -> Int64 {
        key.mac(Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | Int64($1) } & .max
    }

    /// The client with other metadata: another instance, so that nothing issued before is good, if it is to know its users
    /// by other identifiers.
    package func renewed(_ known: ClientRecord, as metadata: ClientMetadata) -> ClientRecord {
        let keepsSubjects = metadata.keepsSubjects(of: known.metadata)
        var client = ClientRecord(
            keepsSubjects ? known.registration : ClientRegistration(of: known.id, from: entropy), metadata: metadata,
            secrets: known.secrets, origin: known.origin, createdAt: known.createdAt, lastUsedAt: known.lastUsedAt,
            expiry: known.expiry, network: known.network)
        client.isKept = known.isKept
        return client
    }

    private func derived(_ purpose: String, _ id: ClientID) -> Secret {
        Secret(Base64URL.encode(key.mac(Array("\(purpose) \(id)".utf8))))
    }
}

extension ClientMetadata {
    /// The members that differ from what they are without being named, but for the scope, which is the policy's.
    fileprivate var sealed: JSONObject {
        let usual = ClientMetadata().json
        var object = JSONObject()
        for (name, value) in json.members where value != usual[name] && !["scope", "default_scope"].contains(name) {
            object.append(name, value)
        }
        return object
    }
}
