import OAuthProtocol
import Storage

extension ClientRecord {
    /// A registered client; by default the confidential `app` with the secret `app-secret`.
    ///
    /// - `secret`: `nil` makes a public client.
    /// - `change`: to anything else of the metadata.
    package static func make(
        id: String = "app", secret: String? = "app-secret", uris: [String] = ["https://app.example/callback"],
        grants: [GrantType] = [.authorizationCode, .refreshToken, .clientCredentials, .jwtBearer],
        scope: String = "openid profile email offline_access", instance: Int64 = 1, origin: Origin = .command,
        createdAt: Timestamp = Timestamp(1_700_000_000), change: (inout ClientMetadata) -> Void = { _ in }
    ) -> ClientRecord {
        var metadata = ClientMetadata()
        metadata.name = "The \(id) application"
        metadata.redirectURIs = uris.compactMap { RedirectURI($0) }
        metadata.grantTypes = secret == nil ? grants.filter { $0 != .clientCredentials } : grants
        metadata.scope = Scope(scope.split(separator: " ").map(String.init))
        metadata.authenticationMethod = secret == nil ? .none : .clientSecret
        change(&metadata)
        return make(
            id: id, metadata: metadata, secrets: secret.map { [StoredSecret(.digest(Secret($0).digest))] } ?? [],
            instance: instance, origin: origin, createdAt: createdAt)
    }

    /// A registered client with this metadata and no other; by default without a secret.
    ///
    /// - `expiry`: when it leaves without use; `nil` if it stays.
    /// - `network`: whose share of registrations it counts against; `nil` if somebody let it in.
    package static func make(
        id: String = "app", metadata: ClientMetadata, secrets: [StoredSecret] = [], instance: Int64 = 1,
        origin: Origin = .command, createdAt: Timestamp = Timestamp(1_700_000_000), expiry: Expiry? = nil,
        network: [UInt8]? = nil
    ) -> ClientRecord {
        ClientRecord(
            ClientRegistration(id: ClientID(id), instance: instance), metadata: metadata, secrets: secrets,
            origin: origin, createdAt: createdAt, expiry: expiry, network: network)
    }
}
