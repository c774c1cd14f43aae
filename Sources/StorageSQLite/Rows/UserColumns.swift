import OAuthProtocol
import Storage

extension UserRecord {
    /// In the order in which `init(row:)` reads them.
    static let columns = """
        users.id, users.username, users.email, users.email_verified, users.name, users.claims, users.password_hash, users.disabled, \
        users.created_at, users.updated_at
        """

    /// - Throws: `.damaged` if a column cannot be read.
    init(row: inout Row) throws(StorageError) {
        try self.init(id: row.value(), rest: &row)
    }

    /// The user of an outer join; `nil` if there is none.
    ///
    /// - Throws: `.damaged` if a column cannot be read.
    static func joined(row: inout Row) throws(StorageError) -> UserRecord? {
        guard let id: UserID = try row.optional() else {
            row.skip(9)
            return nil
        }
        return try UserRecord(id: id, rest: &row)
    }

    private init(id: UserID, rest row: inout Row) throws(StorageError) {
        self.init(
            id: id, username: try row.value(), email: try row.optional(), emailVerified: try row.value(),
            name: try row.optional(), claims: try row.optional() ?? [:], passwordHash: try row.optional(),
            disabled: try row.value(),
            createdAt: try row.value(), updatedAt: try row.value() as Timestamp)
    }
}
