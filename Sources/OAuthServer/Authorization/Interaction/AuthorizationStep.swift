import OAuthProtocol
import Storage

/// What happens next in the delegation flow.
package enum AuthorizationStep: Sendable {
    /// The browser goes to the client, with a code, or with the error that is named for the log.
    case answer(AuthorizationAnswer, to: Recipient, OAuthError?)
    /// The person signs in; the request waits under the handle.
    case signIn(Secret)
    /// The person shows a second factor; the request waits under the handle.
    case secondFactor(Secret)
    /// The person sets up a second factor or a passkey; the request waits under the handle.
    case setup(Secret)
    /// The person goes on to how they sign in.
    case account(AccountPage)
    /// The person makes an account; the request waits under the handle.
    case createAccount(Secret)
    /// The person decides; the request waits under the handle.
    case consent(Secret)
    /// The person goes on to the page for devices, with this code.
    case device(UserCode)
    /// The person has answered already, and what came of it was fetched or has expired: the application goes on by itself.
    case answered(ClientRecord)
}

/// Whom an answer is for, to be named on the page that may carry it.
package struct Recipient: Sendable {
    package let client: ClientRecord
    /// Language tags for that page, by preference.
    package let languages: [String]
}

/// The browser that a request came from: which it is, and who is signed in there.
package struct Browser: Sendable {
    /// Digest of what stays the same while people sign in and out.
    package let id: TokenDigest
    /// `nil` if nobody is signed in.
    package let signedIn: (session: SessionRecord, user: UserRecord)?
    /// The network address that it has now.
    package let address: String

    package init(
        id: TokenDigest, signedIn: (session: SessionRecord, user: UserRecord)?, address: String
    ) {
        self.id = id
        self.signedIn = signedIn
        self.address = address
    }
}

/// An authorization request that waits for a person, with its client.
package struct WaitingRequest: Sendable {
    /// Digest of what tells it from every other.
    package let id: TokenDigest
    package let request: ValidatedRequest
    package let client: ClientRecord
    /// The first second in which it waits no longer.
    package let expiresAt: Timestamp

    /// The same once somebody has signed in for it.
    var signedIn: WaitingRequest {
        WaitingRequest(id: id, request: request.signedIn, client: client, expiresAt: expiresAt)
    }
}
