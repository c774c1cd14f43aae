import OAuthProtocol
import Storage

/// What came of an attempt to sign in with a password.
package enum SignInOutcome: Sendable {
    /// The password was right. `device` is the new value of the browser's device cookie.
    case signedIn(UserRecord, device: Secret)
    /// It was not, or there is no such account, or it is disabled, or it has no password: nobody is told which.
    case wrong
    /// Too many wrong ones; nothing was judged. Seconds until the next is.
    case throttled(retryAfter: Int64)
    /// Too many passwords wait to be judged; this attempt does not count. Seconds until it is worth another try.
    case busy(retryAfter: Int64)
}
