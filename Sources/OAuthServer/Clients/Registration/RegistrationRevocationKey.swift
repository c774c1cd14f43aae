import OAuthProtocol
import Storage

/// What clients without a row can be revoked by: themselves, the way that they came, a host that they speak for.
package enum RegistrationRevocationKey {
    package static func client(_ id: ClientID) -> TokenDigest { key("client", id.value) }
    package static func origin(_ origin: ClientRecord.Origin) -> TokenDigest { key("origin", origin.rawValue) }
    /// - `host`: in lower case.
    package static func host(_ host: String) -> TokenDigest { key("host", host) }
    /// Of initial access tokens.
    package static func token(named name: String) -> TokenDigest { key("initial access token", name) }

    /// Everything that `client` falls under.
    package static func all(of client: ClientRecord) -> [TokenDigest] {
        [self.client(client.id), origin(client.origin)] + client.hosts.map(host)
    }

    private static func key(_ kind: String, _ value: String) -> TokenDigest {
        TokenDigest(of: "dismissal of \(kind) \(value)")
    }
}
