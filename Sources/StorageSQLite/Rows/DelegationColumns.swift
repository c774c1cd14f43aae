import OAuthProtocol
import Storage

extension DelegationRecord {
    /// In the order in which `init(row:)` reads them.
    static let columns = """
        delegations.id, delegations.client_id, delegations.client_instance, delegations.user_id, delegations.session_id, \
        delegations.scope, delegations.resources, delegations.authenticated_at, delegations.acr, delegations.claims, \
        delegations.created_at, \
        \(CodeRecord.columns), delegations.redeemed_at, \(RefreshState.columns), delegations.revoked_at, \
        delegations.expires_at
        """

    /// - Throws: `.damaged` if a column cannot be read.
    init(row: inout Row) throws(StorageError) {
        self.init(
            id: try row.value(), client: try row.registration(), userID: try row.value(),
            sessionID: try row.optional(), scope: try row.value(),
            resources: try (row.value() as ResourceList).resources, authenticatedAt: try row.optional(),
            acr: try row.optional(), claims: try row.optional(), createdAt: try row.value(),
            code: try CodeRecord.optional(row: &row),
            redeemedAt: try row.optional(), refresh: try RefreshState.optional(row: &row),
            revokedAt: try row.optional(), expiresAt: try row.value())
    }
}

extension CodeRecord {
    static let columns = """
        delegations.code_digest, delegations.redirect_uri, delegations.redirect_uri_was_sent, \
        delegations.code_challenge, delegations.nonce, delegations.scope_is_as_asked, delegations.code_expires_at
        """

    /// `nil` if the delegation has no code.
    ///
    /// - Throws: `.damaged` if a column cannot be read.
    static func optional(row: inout Row) throws(StorageError) -> CodeRecord? {
        guard let digest: TokenDigest = try row.optional() else {
            row.skip(6)
            return nil
        }
        return CodeRecord(
            digest: digest, redirectURI: try row.optional(), redirectURIWasSent: try row.value(),
            challenge: try row.optional(), nonce: try row.optional(), scopeIsAsAsked: try row.value(),
            expiresAt: try row.value())
    }
}

extension RefreshState {
    static let columns =
        "delegations.refresh_generation, delegations.refresh_rotated_at, delegations.refresh_expires_at"

    /// `nil` if the delegation has no refresh token.
    ///
    /// - Throws: `.damaged` if a column cannot be read.
    static func optional(row: inout Row) throws(StorageError) -> RefreshState? {
        guard let generation: Int64 = try row.optional() else {
            row.skip(2)
            return nil
        }
        return RefreshState(generation: generation, rotatedAt: try row.value(), expiresAt: try row.value())
    }
}
