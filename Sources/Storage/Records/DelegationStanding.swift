import OAuthProtocol

/// A delegation with what decides whether it still holds, read together.
package struct DelegationStanding: Sendable, Equatable {
    package let delegation: DelegationRecord
    /// The user; `nil` if the account was removed.
    package let user: UserRecord?
    /// The session in which it was authorized; `nil` if it ended or there was none.
    package let session: SessionRecord?

    package init(delegation: DelegationRecord, user: UserRecord?, session: SessionRecord?) {
        self.delegation = delegation
        self.user = user
        self.session = session
    }

    /// The user, if the family is not revoked, has not expired, and the account is there and enabled. The client is
    /// looked at by whoever asks, since it is already at hand there.
    package func activeUser(at now: Timestamp) -> UserRecord? {
        guard delegation.revokedAt == nil, now < delegation.expiresAt, let user, !user.disabled else { return nil }
        return user
    }
}

/// What a client can do of a user's now, whoever allowed it: its live delegations of one scope, taken together.
package struct AccessRecord: Sendable, Equatable {
    package let client: ClientRegistration
    package let scope: Scope
    /// When the oldest of them was authorized.
    package let since: Timestamp

    package init(client: ClientRegistration, scope: Scope, since: Timestamp) {
        self.client = client
        self.scope = scope
        self.since = since
    }
}
