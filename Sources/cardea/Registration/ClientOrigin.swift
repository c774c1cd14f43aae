import OAuthProtocol
import OAuthServer
import Storage

/// Where clients come from, as operators name it: a way (`registration`, `document`, `command`, …), or a host that clients
/// which nobody here registered speak for.
enum ClientOrigin: Sendable, Equatable {
    case way(ClientRecord.Origin)
    /// In lower case; a private-use scheme stands for its clients too.
    case host(String)

    init(_ text: String) {
        self = ClientRecord.Origin(rawValue: text).map(Self.way) ?? .host(text.lowercased())
    }

    func covers(_ client: ClientRecord) -> Bool {
        switch self {
        case .way(let origin): client.origin == origin
        case .host(let host): client.hosts.contains(host)
        }
    }

    /// What keeps its clients that have no row from coming back with what they have.
    ///
    /// - Throws: `CommandError` for clients that somebody here registered.
    func dismissalKey() throws(CommandError) -> TokenDigest {
        switch self {
        case .host(let host): return RegistrationRevocationKey.host(host)
        case .way(let origin):
            guard origin.isStranger else {
                throw CommandError(
                    "only clients that nobody here registered are removed together, by registration, document or a host"
                )
            }
            return RegistrationRevocationKey.origin(origin)
        }
    }
}
