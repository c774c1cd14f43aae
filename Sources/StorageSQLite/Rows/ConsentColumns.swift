import OAuthProtocol
import Storage

extension ConsentRecord {
    /// In the order in which `init(row:)` reads them.
    static let columns = "user_id, client_id, client_instance, scope, claims, resources, destinations, granted_at"

    /// - Throws: `.damaged` if a column cannot be read.
    init(row: inout Row) throws(StorageError) {
        self.init(
            userID: try row.value(), client: try row.registration(), scope: try row.value(),
            claims: try (row.optional() as Scope?)?.values ?? [],
            resources: try (row.value() as ResourceList).resources,
            destinations: try (row.optional() as Scope?)?.values ?? [], grantedAt: try row.value())
    }
}
