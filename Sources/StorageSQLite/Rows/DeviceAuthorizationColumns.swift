import OAuthProtocol
import Storage

extension DeviceAuthorizationRecord {
    /// In the order in which `init(row:)` reads them.
    static let columns = """
        device_authorizations.digest, device_authorizations.user_code, device_authorizations.client_id, \
        device_authorizations.client_instance, device_authorizations.scope, device_authorizations.scope_is_as_asked, \
        device_authorizations.resources, device_authorizations.created_at, device_authorizations.codes_expire_at, \
        \(Decision.columns), device_authorizations.delegation_id, device_authorizations.expires_at
        """

    /// - Throws: `.damaged` if a column cannot be read.
    init(row: inout Row) throws(StorageError) {
        self.init(
            digest: try row.value(), userCode: try row.value(), client: try row.registration(), scope: try row.value(),
            scopeIsAsAsked: try row.value(),
            resources: try (row.value() as ResourceList).resources, createdAt: try row.value(),
            codesExpireAt: try row.value(), decision: try Decision.optional(row: &row),
            delegation: try row.optional(), expiresAt: try row.value())
    }
}

extension DeviceAuthorizationRecord.Decision {
    static let columns = """
        device_authorizations.decided_at, device_authorizations.user_id, device_authorizations.session_id, \
        device_authorizations.authenticated_at, device_authorizations.acr
        """

    /// `nil` if nobody has decided.
    ///
    /// - Throws: `.damaged` if a column cannot be read.
    static func optional(row: inout Row) throws(StorageError) -> Self? {
        let decidedAt: Timestamp? = try row.optional()
        guard decidedAt != nil else {
            row.skip(4)
            return nil
        }
        guard let user: UserID = try row.optional() else {
            row.skip(3)
            return .denied
        }
        return .allowed(
            DeviceApproval(
                userID: user, sessionID: try row.value(), authenticatedAt: try row.value(), acr: try row.value()))
    }
}
