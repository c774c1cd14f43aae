import OAuthProtocol

/// What a user delegated to a client in one authorization, and everything that came of it: one code, a chain of refresh
/// tokens, access tokens that name it in their `jti`. One row, so that redeeming and rotating are one conditional write
/// and revoking the family is one more.
package struct DelegationRecord: Sendable, Equatable {
    /// How many redeemed ones of one user to one client there may be: as many of somebody's browsers and devices can stay
    /// signed in to one application.
    package static let most = 200
    /// How many redeemed ones of one user there may be, of all clients.
    package static let mostOverAll = 2_000
    /// How many of one user there may be whose codes wait to be redeemed, and a hundredth more.
    package static let mostWaiting = 20_000

    package let id: DelegationID
    package let client: ClientRegistration
    package let userID: UserID
    /// The browser session in which it was authorized; `nil` where there was none (assertions).
    package let sessionID: SessionID?
    package let scope: Scope
    /// The resources that were authorized; empty means the server itself.
    package let resources: [ResourceIndicator]
    /// `auth_time`; `nil` where no one signed in here (assertions).
    package let authenticatedAt: Timestamp?
    /// `acr`: how surely it was the user, when it was authorized; `nil` where no one signed in here.
    package let acr: String?
    /// `amr`: how the person had proved it; `nil` where nobody signed in here, and in rows of versions that
    /// knew passwords alone.
    package let methods: AuthenticationMethods?
    /// The claims that were asked for one by one; `nil` if none were.
    package let claims: ClaimsRequest?
    package let createdAt: Timestamp
    /// The code that it began with; `nil` where there was none (assertions).
    package var code: CodeRecord?
    /// When the code was redeemed; `nil` before that.
    package var redeemedAt: Timestamp?
    /// The refresh tokens; `nil` before the code is redeemed and for clients without the grant.
    package var refresh: RefreshState?
    /// When the family was revoked; `nil` while it is alive.
    package var revokedAt: Timestamp?
    /// When nothing of it can be alive any more and the row may leave.
    package var expiresAt: Timestamp

    package init(
        id: DelegationID, client: ClientRegistration, userID: UserID, sessionID: SessionID?,
        scope: Scope,
        resources: [ResourceIndicator], authenticatedAt: Timestamp?, acr: String? = nil,
        methods: AuthenticationMethods? = nil, claims: ClaimsRequest? = nil, createdAt: Timestamp, code: CodeRecord?,
        redeemedAt: Timestamp? = nil, refresh: RefreshState? = nil, revokedAt: Timestamp? = nil, expiresAt: Timestamp
    ) {
        self.id = id
        self.client = client
        self.userID = userID
        self.sessionID = sessionID
        self.scope = scope
        self.resources = resources
        self.authenticatedAt = authenticatedAt
        self.acr = acr
        self.methods = methods
        self.claims = claims
        self.createdAt = createdAt
        self.code = code
        self.redeemedAt = redeemedAt
        self.refresh = refresh
        self.revokedAt = revokedAt
        self.expiresAt = expiresAt
    }
}

/// The code that a delegation began with and what it is bound to: an authorization code (RFC 6749 §4.1.2), or a device
/// code (RFC 8628 §3.2).
package struct CodeRecord: Sendable, Equatable {
    /// Digest of the code's secret part.
    package let digest: TokenDigest
    /// `nil` for a device code, and for nothing else.
    package let redirectURI: RedirectURI?
    /// Whether the authorization request named the redirect URI, so that the token request must too (RFC 6749 §4.1.3).
    package let redirectURIWasSent: Bool
    /// RFC 7636; `nil` if no challenge was sent.
    package let challenge: CodeChallenge?
    /// OpenID Connect `nonce`; `nil` if none was sent, and once the code is redeemed.
    package var nonce: String?
    /// Whether the request named a scope and got just that, so that the token response need not (RFC 6749 §5.1).
    package let scopeIsAsAsked: Bool
    /// The first second in which the code is no longer accepted.
    package let expiresAt: Timestamp

    package init(
        digest: TokenDigest, redirectURI: RedirectURI?, redirectURIWasSent: Bool, challenge: CodeChallenge?,
        nonce: String?,
        scopeIsAsAsked: Bool, expiresAt: Timestamp
    ) {
        self.digest = digest
        self.redirectURI = redirectURI
        self.redirectURIWasSent = redirectURIWasSent
        self.challenge = challenge
        self.nonce = nonce
        self.scopeIsAsAsked = scopeIsAsAsked
        self.expiresAt = expiresAt
    }
}

/// Where a delegation's chain of refresh tokens stands. The tokens are derived, not stored (decision 0003): generation
/// `n` is live, `n - 1` may be shown again for some seconds, everything older is a replay.
package struct RefreshState: Sendable, Equatable {
    /// The generation of the live token: 0 is the one that the code gave.
    package let generation: Int64
    /// When the live token was issued.
    package let rotatedAt: Timestamp
    /// The first second in which the live token is no longer accepted; slides with each rotation.
    package let expiresAt: Timestamp

    package init(generation: Int64, rotatedAt: Timestamp, expiresAt: Timestamp) {
        self.generation = generation
        self.rotatedAt = rotatedAt
        self.expiresAt = expiresAt
    }
}
