import OAuthProtocol
import Storage

/// `refresh_token` (RFC 6749 §6) with rotation at every use (RFC 9700 §4.14.2). The direct predecessor of the live token
/// may be shown again for some seconds, for answers that were lost and requests that raced: it gives the same successor.
/// Anything older is a replay, and the family dies.
package struct RefreshTokenGrant: Grant {
    package let type = GrantType.refreshToken
    package static let parameters: Set<String> = ["refresh_token", "scope", "resource"]

    private let delegations: any DelegationStore
    private let reader: RefreshTokenReader
    private let resources: ResourceDirectory
    private let keys: TokenKeys
    private let tokens: TokenConfiguration

    package init(
        delegations: any DelegationStore, resources: ResourceDirectory, keys: TokenKeys, tokens: TokenConfiguration
    ) {
        self.delegations = delegations
        reader = RefreshTokenReader(delegations: delegations, keys: keys)
        self.resources = resources
        self.keys = keys
        self.tokens = tokens
    }

    package func redeem(
        _ request: RequestFacts, by client: AuthenticatedClient, at now: Timestamp
    ) async throws(OAuthError) -> Redemption {
        guard let text = request.parameters["refresh_token"] else {
            throw OAuthError(.invalidRequest, "refresh_token is missing")
        }
        let requested = try ScopeRule.requested(in: request.parameters)
        guard let (presented, standing, code) = try await reader.find(text),
            standing.delegation.client == client.registration, let user = standing.activeUser(at: now),
            let state = standing.delegation.refresh
        else { throw Self.unknown }
        let delegation = standing.delegation

        let position = RefreshPosition(of: presented.generation, in: state, grace: tokens.refreshGrace, at: now)
        if position == .replayed {
            throw try await delegations.revokeReplayed(delegation.id, at: now, saying: Self.replayed)
        }
        guard now < state.expiresAt else { throw OAuthError(.invalidGrant, "the refresh token has expired") }
        // What the client was reduced to since then holds now.
        let granted = try ScopeRule.left(of: delegation.scope, for: client.metadata)
        let scope = try ScopeRule.narrowed(requested, from: granted)
        let audience = try resources.narrowed(
            request.parameters.all("resource"), from: delegation.resources, for: client.record)
        var redemption = Redemption(
            of: delegation, for: user, scope: try ScopeRule.meant(scope, at: resources.scopes(of: audience)))
        redemption.requestedScope = requested
        redemption.resources = audience

        let successor = position == .live ? RefreshChain(tokens).advance(state, of: delegation, at: now) : state
        let token = RefreshToken(of: delegation.id, generation: successor.generation, code: code, key: keys.refresh)
        redemption.refresh = (token, successor.expiresAt)
        if position == .live {
            redemption.commit = { () throws(OAuthError) in
                try await rotate(delegation.id, from: state.generation, to: successor, at: now)
            }
        }
        return redemption
    }

    /// Lets the live token give way to its successor.
    ///
    /// - Throws: `invalid_grant` if the family is gone, or dies since another rotation was first and no race explains it.
    private func rotate(
        _ id: DelegationID, from generation: Int64, to successor: RefreshState, at now: Timestamp
    ) async throws(OAuthError) -> CommitOutcome {
        let outcome = try await storing(
            await delegations.commitRotation(of: id, from: generation, to: successor, at: now))
        switch outcome {
        case .committed: return .committed
        case .refused: throw Self.unknown
        case .superseded(let state):
            // The successor is derived from the predecessor, so the winner of the race has the same one as we.
            let position = RefreshPosition(of: generation, in: state, grace: tokens.refreshGrace, at: now)
            if position == .predecessor { return .committed }
            throw try await delegations.revokeReplayed(id, at: now, saying: Self.replayed)
        }
    }

    private static var unknown: OAuthError {
        OAuthError(.invalidGrant, "the refresh token is unknown, revoked, or was issued to another client")
    }

    private static var replayed: OAuthError {
        OAuthError(.invalidGrant, "the refresh token was used before, so its family is revoked")
    }
}

/// Where a presented generation stands in its chain.
enum RefreshPosition: Equatable {
    /// The live token.
    case live
    /// The direct predecessor, within the grace period: the live token is its successor and is not used yet.
    case predecessor
    /// Used before; or never issued, which only the holder of our keys could bring about.
    case replayed

    init(of generation: Int64, in state: RefreshState, grace: Int64, at now: Timestamp) {
        if generation == state.generation {
            self = .live
        } else if generation == state.generation - 1, grace > 0, now <= state.rotatedAt + grace,
            state.rotatedAt <= now + grace
        {
            // Times are whole seconds, so the last of them counts: a grace period is never cut short. Nor is it longer for
            // having been begun by a clock that was ahead.
            self = .predecessor
        } else {
            self = .replayed
        }
    }
}
