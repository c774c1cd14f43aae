import OAuthProtocol
import Storage

/// Somebody who has shown who they are. The sign-in is whole when their session begins, which settles its counters in the
/// same transaction (``Sessions/begin(_:under:replacing:continuing:userAgent:address:at:)``).
package struct SignedIn: Sendable {
    /// With the hash that the password was judged by.
    package let user: UserRecord
    /// The new value of the browser's device cookie.
    package let device: Secret
    /// What becomes of the counters that the attempt fell under.
    package let settlement: AttemptSettlement
    /// How they have shown it.
    package var methods: AuthenticationMethods = .password
    /// When they did; `nil` for now. Whoever is signed in and shows something more has signed in no later for that.
    package var authenticatedAt: Timestamp?
    /// Whether they have made the account just now.
    package var isNewAccount = false
}

/// What came of an attempt to sign in with a password.
package enum SignInOutcome: Sendable {
    /// The password was right.
    case signedIn(SignedIn)
    /// It was not, or there is no such account, or it is disabled, or it has no password: nobody is told which.
    case wrong
    /// Too many wrong ones; nothing was judged. Seconds until the next is.
    case throttled(retryAfter: Int64)
    /// Too many passwords wait to be judged; this attempt does not count. Seconds until it is worth another try.
    case busy(retryAfter: Int64)
}
