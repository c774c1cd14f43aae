import OAuthProtocol
import Storage

/// A grant (RFC 6749 §1.3): judges a token request and says what may be issued and what is consumed by it. It issues and
/// writes nothing itself, so every grant is a read and some pure checks.
///
/// To add one: a file in this folder, a case of `GrantType`, a line where the server is composed, a test file.
package protocol Grant: Sendable {
    var type: GrantType { get }

    /// The parameters that this grant reads, besides those of client authentication.
    static var parameters: Set<String> { get }

    /// - Throws: what RFC 6749 §5.2 and the grant's own specification name for what is wrong.
    func redeem(
        _ request: RequestFacts, by client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> Redemption
}

/// What a grant found: for whom tokens may be issued, and the one write that makes it final.
package struct Redemption: Sendable {
    package enum Subject: Sendable {
        /// A user, by a delegation.
        case user(UserRecord, DelegationID)
        /// The client itself.
        case client
        /// Whom a subject token is about, by an exchange of it.
        case exchange(LiveToken.Holder, ExchangeID)
    }

    package var subject: Subject
    package var scope: Scope
    /// The scope that the request named; `nil` if it named none.
    package var requestedScope: Scope?
    /// The resources that the token is for; empty means the server itself.
    package var resources: [ResourceIndicator] = []
    /// Whether the answer names `resources`.
    package var namesResources = false
    package var authenticatedAt: Timestamp?
    /// `acr`; `nil` where nobody signed in here.
    package var acr: String?
    /// `amr` of a sign-in elsewhere, empty if nothing is known of it; `nil` if it was here.
    package var amr: [String]?
    /// The claims that were asked for one by one.
    package var claims: ClaimsRequest?
    /// The browser session that it came from; `nil` if there was none.
    package var sessionID: SessionID?
    package var nonce: String?
    /// Who acts for the subject, the current actor first (RFC 8693 §4.1).
    package var actors: [Actor] = []
    /// What an exchange was asked for (RFC 8693 §2.2.1); `nil` for every other grant.
    package var issuedTokenType: TokenTypeIdentifier?
    /// The latest moment at which an access token may expire; `nil` for no such bound.
    package var notAfter: Timestamp?
    /// The refresh token to answer with, and the first second in which it is no longer accepted.
    package var refresh: (token: RefreshToken, expiresAt: Timestamp)?
    package var commitment = Commitment.nothing

    package init(subject: Subject, scope: Scope) {
        self.subject = subject
        self.scope = scope
    }

    /// What a user's delegation gives, of which the client may still have `scope`.
    package init(of delegation: DelegationRecord, for user: UserRecord, scope: Scope) {
        self.init(subject: .user(user, delegation.id), scope: scope)
        authenticatedAt = delegation.authenticatedAt
        acr = delegation.acr
        claims = delegation.claims
        sessionID = delegation.sessionID
    }
}

/// The write that a redemption stands or falls with.
package enum Commitment: Sendable {
    /// Nothing is consumed.
    case nothing
    /// A code is spent and the chain of refresh tokens begins.
    case redemption(of: DelegationID, refresh: RefreshState?, expiresAt: Timestamp)
    /// A refresh token gives way to its successor. Losing to another rotation is no replay before `graceEnd`.
    case rotation(of: DelegationID, from: Int64, to: RefreshState, grace: Int64)
    /// A delegation comes into being, and an assertion is spent.
    case delegation(DelegationRecord, spending: SpentAssertion)
    /// The same, together with the account of the person whom the assertion is about.
    case newcomer(NewcomerRecord, DelegationRecord, spending: SpentAssertion)
    /// A token comes of another.
    case exchange(ExchangeRecord)
    /// A delegation comes into being, and a device code is spent.
    case device(DelegationRecord, redeeming: TokenDigest)
}
