import HTTPTypes
import Identity
import OAuthProtocol
import Storage

/// Draws up messages to people about what they do in a browser, or somebody else in their name.
struct Notices: Sendable {
    /// `nil` where no mail is sent.
    let outbox: Outbox?
    let pages: PageResponder
    /// The one that `SignIn` has, since the browser's device cookie is judged there.
    let mac: @Sendable ([UInt8]) -> [UInt8]

    func circumstances(of request: WebRequest) -> Circumstances {
        Circumstances(
            language: pages.language(for: request), userAgent: request.headers[.userAgent], address: request.address)
    }

    /// - `detail`: a passkey's name; `nil` if nothing is named.
    /// - Returns: `nil` where no mail is sent, or nobody has shown that the account's address is theirs.
    func notice(
        _ kind: MailRecord.Kind, to user: UserRecord, detail: String? = nil, _ request: WebRequest
    ) -> MailRecord? {
        outbox?.notice(kind, to: user, detail: detail, circumstances(of: request), at: request.now)
    }

    /// For somebody who signs in.
    ///
    /// - `device`: the device cookie that the browser sent; `nil` if it sent none.
    func newDevice(
        of signedIn: SignedIn, showing device: Secret?, session: TokenDigest, _ request: WebRequest
    ) -> MailRecord? {
        outbox?.newDevice(
            of: signedIn, showing: device, mac: mac, session: session, circumstances(of: request), at: request.now)
    }
}
