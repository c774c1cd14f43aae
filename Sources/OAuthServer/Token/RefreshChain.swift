import OAuthProtocol
import Storage

/// How long a delegation's refresh tokens live: each for `refreshLifetime`, all of them no longer than `refreshAbsolute`
/// from sign-in.
struct RefreshChain {
    private let tokens: TokenConfiguration

    init(_ tokens: TokenConfiguration) {
        self.tokens = tokens
    }

    /// The state that the code's redemption begins with; `nil` if the sign-in lies so long back that no refresh token
    /// may live any more.
    func begin(of delegation: DelegationRecord, at now: Timestamp) -> RefreshState? {
        let state = RefreshState(generation: 0, rotatedAt: now, expiresAt: expiry(of: delegation, at: now))
        return now < state.expiresAt ? state : nil
    }

    /// The state after `state`.
    func advance(_ state: RefreshState, of delegation: DelegationRecord, at now: Timestamp) -> RefreshState {
        RefreshState(generation: state.generation + 1, rotatedAt: now, expiresAt: expiry(of: delegation, at: now))
    }

    /// When the delegation's row may leave: with its last possible token. Without refresh tokens that is one which was
    /// renewed just before the end of the session.
    func end(
        of delegation: DelegationRecord, _ refresh: RefreshState?, in session: SessionRecord?, at now: Timestamp
    ) -> Timestamp {
        let lastAccess = now + Limits.longestAccessLifetime
        guard refresh != nil else { return max(lastAccess, session?.expiresAt ?? lastAccess) }
        return max(lastAccess, absoluteEnd(of: delegation) + Limits.longestAccessLifetime)
    }

    private func expiry(of delegation: DelegationRecord, at now: Timestamp) -> Timestamp {
        min(now + tokens.refreshLifetime, absoluteEnd(of: delegation))
    }

    private func absoluteEnd(of delegation: DelegationRecord) -> Timestamp {
        (delegation.authenticatedAt ?? delegation.createdAt) + tokens.refreshAbsolute
    }
}
