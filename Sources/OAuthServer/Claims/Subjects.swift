import JOSE
import OAuthProtocol
import Storage

/// How each client knows users and their sessions: the one place that makes a `sub` or a `sid`.
package struct Subjects: Sendable {
    private let keys: TokenKeys

    package init(keys: TokenKeys) {
        self.keys = keys
    }

    /// `sub` (OpenID Connect Core §8): the user id in decimal, or for a pairwise client a MAC of sector and user id, the
    /// same for all clients of one sector, 43 characters.
    package func subject(of user: UserID, for client: ClientMetadata) -> String {
        guard client.subjectType == .pairwise else { return user.description }
        return Base64URL.encode(keys.pairwise.mac(Array("\(client.sector ?? "") \(user)".utf8)))
    }

    /// `sid` (OpenID Connect Front-Channel Logout §3): 22 characters, another for each client, so that clients cannot
    /// find out by it that they have a user in common.
    package func sessionID(_ session: SessionID, for client: ClientID) -> String {
        Base64URL.encode(Array(keys.sessionIDs.mac(session.octets + Array(client.value.utf8))[..<16]))
    }
}
