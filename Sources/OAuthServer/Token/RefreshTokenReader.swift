import OAuthProtocol
import Storage

/// Recognises refresh tokens: ours by their MAC, and where they stand in their chain.
package struct RefreshTokenReader: Sendable {
    private let delegations: any DelegationStore
    private let keys: TokenKeys

    package init(delegations: any DelegationStore, keys: TokenKeys) {
        self.delegations = delegations
        self.keys = keys
    }

    /// A genuine refresh token with its delegation, alive or not; `nil` for anything else.
    ///
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    package func find(
        _ text: String
    ) async throws(OAuthError) -> (token: RefreshToken, standing: DelegationStanding, code: TokenDigest)? {
        guard let token = RefreshToken(text),
            let standing = try await storing(await delegations.findDelegation(token.delegation)),
            let code = standing.delegation.code?.digest, token.isGenuine(code: code, key: keys.refresh)
        else { return nil }
        return (token, standing, code)
    }
}
