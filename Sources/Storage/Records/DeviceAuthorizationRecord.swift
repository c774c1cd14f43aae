import OAuthProtocol

/// What a device without a browser asks for, and what a person said to it in a browser elsewhere (RFC 8628). It is
/// frozen when the device asks; a decision and a delegation are each added once.
package struct DeviceAuthorizationRecord: Sendable, Equatable {
    /// What a person decided.
    package enum Decision: Sendable, Equatable {
        case allowed(DeviceApproval)
        /// Denied, or allowed and then taken back.
        case denied
    }

    /// Digest of the device code.
    package let digest: TokenDigest
    /// Keyed digest of the user code, which alone would be too short to be kept as a digest.
    package let userCode: TokenDigest
    package let client: ClientRegistration
    package let scope: Scope
    /// Whether the request named a scope and got just that, so that the token response need not (RFC 6749 §5.1).
    package let scopeIsAsAsked: Bool
    /// The resources asked for; empty means the server itself.
    package let resources: [ResourceIndicator]
    package let createdAt: Timestamp
    /// The first second in which neither of the two codes is accepted any more.
    package let codesExpireAt: Timestamp
    /// `nil` while nobody has decided.
    package var decision: Decision?
    /// What came of it; `nil` before the device code is redeemed.
    package var delegation: DelegationID?
    /// When the row may leave: some time after its codes, so that a device is told what became of them.
    package let expiresAt: Timestamp

    package init(
        digest: TokenDigest, userCode: TokenDigest, client: ClientRegistration, scope: Scope,
        scopeIsAsAsked: Bool, resources: [ResourceIndicator], createdAt: Timestamp, codesExpireAt: Timestamp,
        decision: Decision? = nil, delegation: DelegationID? = nil, expiresAt: Timestamp
    ) {
        self.digest = digest
        self.userCode = userCode
        self.client = client
        self.scope = scope
        self.scopeIsAsAsked = scopeIsAsAsked
        self.resources = resources
        self.createdAt = createdAt
        self.codesExpireAt = codesExpireAt
        self.decision = decision
        self.delegation = delegation
        self.expiresAt = expiresAt
    }
}

/// Who let a device in, and how surely it was they.
package struct DeviceApproval: Sendable, Equatable {
    package let userID: UserID
    /// The browser session in which it was allowed. The device never gets it.
    package let sessionID: SessionID
    /// `auth_time`: when the person last proved in that session who they are.
    package let authenticatedAt: Timestamp
    /// `acr` of the session when it was allowed.
    package let acr: String
    /// `amr` of the session.
    package let methods: AuthenticationMethods

    package init(
        userID: UserID, sessionID: SessionID, authenticatedAt: Timestamp, acr: String,
        methods: AuthenticationMethods = .password
    ) {
        self.userID = userID
        self.sessionID = sessionID
        self.authenticatedAt = authenticatedAt
        self.acr = acr
        self.methods = methods
    }
}

/// A device's request with what decides whether its approval still holds, read together.
package struct DeviceAuthorizationStanding: Sendable, Equatable {
    package let authorization: DeviceAuthorizationRecord
    /// Who allowed it; `nil` if nobody did, or the account was removed.
    package let user: UserRecord?
    /// The session in which it was allowed; `nil` if there was none, or it ended.
    package let session: SessionRecord?

    package init(authorization: DeviceAuthorizationRecord, user: UserRecord?, session: SessionRecord?) {
        self.authorization = authorization
        self.user = user
        self.session = session
    }
}
