import OAuthProtocol
import Storage

extension Outbox {
    /// A message that somebody has signed in with a browser in which they had not before; `nil` if it shows that they had, if they
    /// have just made the account, or nobody has shown that its address is theirs.
    ///
    /// - `device`: the device cookie that the browser sent; `nil` if it sent none.
    /// - `session`: the digest of the session's cookie, which is the same however often the form is sent.
    package func newDevice(
        of signedIn: SignedIn, showing device: Secret?, mac: @Sendable ([UInt8]) -> [UInt8], session: TokenDigest,
        _ circumstances: Circumstances, at now: Timestamp
    ) -> MailRecord? {
        let user = signedIn.user
        let isKnown = device.map { DeviceCookie($0.exposed).device(of: user.id, mac: mac) != nil } ?? false
        guard !isKnown, !signedIn.isNewAccount else { return nil }
        return notice(.newDevice, to: user, of: session.octets, circumstances, at: now)
    }
}
