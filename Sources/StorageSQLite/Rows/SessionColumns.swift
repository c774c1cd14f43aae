import OAuthProtocol
import Storage

extension SessionRecord {
    /// In the order in which `init(row:)` reads them.
    static let columns = """
        sessions.id, sessions.digest, sessions.user_id, sessions.authenticated_at, sessions.created_at, \
        sessions.last_used_at, sessions.expires_at, sessions.user_agent, sessions.address
        """

    /// - Throws: `.damaged` if a column cannot be read.
    init(row: inout Row) throws(StorageError) {
        try self.init(id: row.value(), rest: &row)
    }

    /// The session of an outer join; `nil` if there is none.
    ///
    /// - Throws: `.damaged` if a column cannot be read.
    static func joined(row: inout Row) throws(StorageError) -> SessionRecord? {
        guard let id: SessionID = try row.optional() else {
            row.skip(8)
            return nil
        }
        return try SessionRecord(id: id, rest: &row)
    }

    private init(id: SessionID, rest row: inout Row) throws(StorageError) {
        self.init(
            id: id, digest: try row.value(), userID: try row.value(), authenticatedAt: try row.value(),
            createdAt: try row.value(), lastUsedAt: try row.value(), expiresAt: try row.value(),
            userAgent: try row.value(), address: try row.value())
    }
}
