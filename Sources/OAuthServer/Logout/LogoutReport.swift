import OAuthProtocol
import Storage

/// What came of an attempt to tell a client.
package struct LogoutReport: Sendable, Equatable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// The client knows.
        case delivered
        /// It could not be told, and will be tried again.
        case retried
        /// It was told and says that it cannot do so (400). It is not asked again.
        case refused
        /// It could not be told for a whole day. It is not tried again.
        case abandoned
    }

    package let outcome: Outcome
    package let client: ClientID
    /// Where it was to be told, without path and query.
    package let host: String
    /// How many attempts were made, this one included.
    package let attempts: Int64
    /// Why it did not succeed, for the log; never with a token. `nil` if it did.
    package let reason: String?

    init(_ outcome: Outcome, _ notice: LogoutNoticeRecord, _ uri: WebURI, _ reason: String?) {
        self.outcome = outcome
        client = notice.client.id
        host = uri.host
        attempts = notice.attempts
        self.reason = reason
    }
}
