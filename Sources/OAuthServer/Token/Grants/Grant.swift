import OAuthProtocol
import Storage

/// A grant (RFC 6749 §1.3): judges a token request, and says what may be issued and which one write makes that final. It
/// issues nothing, and writes only to revoke what is shown a second time.
///
/// To add one: a file in the folder of its feature, a case of `GrantType`, a line in `TokenOperation.everyGrant` and where the
/// server is composed, a test file.
package protocol Grant: Sendable {
    var type: GrantType { get }

    /// The parameters that this grant reads, besides `grant_type` and those of client authentication.
    static var parameters: Set<String> { get }

    /// - Throws: what RFC 6749 §5.2 and the grant's own specification name for what is wrong.
    func redeem(
        _ request: RequestFacts, by client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> Redemption
}

/// What a grant found: for whom tokens may be issued, and the one write that makes it final.
package struct Redemption: Sendable {
    /// Makes the answer final.
    ///
    /// - Throws: the error of RFC 6749 §5.2 for what was spent or ended since the grant was judged.
    package typealias Commit = @Sendable () async throws(OAuthError) -> CommitOutcome

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
    /// `amr` (RFC 8176); empty where nothing is known of it.
    package var amr: [String] = []
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
    /// The one write that this stands or falls with; `nil` if nothing is consumed.
    package var commit: Commit?

    package init(subject: Subject, scope: Scope) {
        self.subject = subject
        self.scope = scope
    }

    /// What a user's delegation gives, of which the client may still have `scope`.
    package init(of delegation: DelegationRecord, for user: UserRecord, scope: Scope) {
        self.init(subject: .user(user, delegation.id), scope: scope)
        authenticatedAt = delegation.authenticatedAt
        acr = delegation.acr
        let methods = delegation.methods ?? (authenticatedAt == nil ? [] : .password)
        amr = methods.values
        claims = delegation.claims
        sessionID = delegation.sessionID
    }
}

/// What came of the write of a grant.
package enum CommitOutcome: Sendable {
    case committed
    /// What was read for the grant has changed since: it has to be judged anew.
    case outdated
}

extension DelegationOutcome {
    /// The outcome for the grant whose write it is of.
    ///
    /// - Throws: `replayed` for what was spent before, `refused` for what is gone.
    func orThrow(replayed: OAuthError, refused: OAuthError) throws(OAuthError) -> CommitOutcome {
        switch self {
        case .committed: return .committed
        case .replayed: throw replayed
        case .refused: throw refused
        }
    }
}

extension DelegationStore {
    /// Revokes everything that came of a delegation, since what may be used once was shown again (RFC 6749 §4.1.2,
    /// RFC 9700 §4.14.2).
    ///
    /// - Returns: `error`, to be thrown.
    func revokeReplayed(
        _ id: DelegationID, at now: Timestamp, saying error: OAuthError
    ) async throws(OAuthError) -> OAuthError {
        try await storing(await commitRevocation(of: id, at: now))
        return error
    }
}
