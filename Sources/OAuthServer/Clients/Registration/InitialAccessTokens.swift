import JOSE
import OAuthProtocol
import Storage

/// Initial access tokens (RFC 7591 §1.2): who has one may register clients. They carry what they are, so none is kept.
package struct InitialAccessTokens: Sendable {
    private static let context = Array("initial access token 1".utf8)

    private let key: DerivedKey
    private let clients: any ClientStore

    package init(keys: TokenKeys, clients: any ClientStore) {
        key = keys.initialAccess
        self.clients = clients
    }

    /// A token that is good until `expiresAt`, unless all tokens of its name are revoked before.
    package func make(named name: String, at now: Timestamp, until expiresAt: Timestamp) -> Secret {
        let content: JSONObject = [
            "n": .string(name), "t": .integer(now.seconds), "e": .integer(expiresAt.seconds),
        ]
        return Secret(Base64URL.encode(key.seal(content.octets, bound: Self.context)))
    }

    /// - Throws: `invalid_token` if the token is none of ours, has expired, or was revoked.
    package func check(_ token: String, at now: Timestamp) async throws(OAuthError) {
        guard let sealed = Base64URL.decode(token), let octets = try? key.open(sealed, bound: Self.context),
            let content = try? JSONParser.parse(octets).object, let name = content["n"]?.string,
            let issuedAt = content["t"]?.integer, let end = content["e"]?.integer, now < Timestamp(end)
        else { throw Self.refused }
        let revoked = try await storing(
            await clients.findRegistrationRevocation(ofAny: [RegistrationRevocationKey.token(named: name)]))
        guard revoked.map({ $0 < Timestamp(issuedAt) }) ?? true else { throw Self.refused }
    }

    private static var refused: OAuthError {
        OAuthError(.invalidToken, "the initial access token is unknown, expired or no longer accepted")
    }
}
