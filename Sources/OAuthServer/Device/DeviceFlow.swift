import JOSE
import OAuthProtocol
import Storage

/// The numbers of the device flow (RFC 8628), and the forms in which its two codes are kept.
enum DeviceFlow {
    /// Seconds that both codes are good for (`expires_in`): enough to fetch a phone and to sign in, and no more, since
    /// whoever can see the screen can see the code.
    static let lifetime: Int64 = 600
    /// Seconds between two polls of a device (`interval`).
    static let interval: Int64 = 5
    /// Seconds for which a request is remembered after its codes have expired, so that a device is told so, and a code
    /// that comes again is known for a replay.
    static let memory: Int64 = 3600

    /// The digest under which a user code is kept. It is keyed, since 34 bits are soon tried through.
    static func digest(of code: UserCode, by keys: TokenKeys) -> TokenDigest {
        TokenDigest(of: keys.userCodes.mac(Array(code.exposed.utf8)))
    }
}
