import OAuthProtocol
import Storage

extension SQLiteStore {
    private static let exchangeColumns =
        "id, client_id, client_instance, subject_token_id, subject_client_id, actor_token_id, created_at, expires_at"

    package func findExchange(_ id: ExchangeID) throws(StorageError) -> ExchangeRecord? {
        try read { connection throws(StorageError) in
            try connection.first(
                "SELECT \(Self.exchangeColumns) FROM exchanges WHERE id = ?", id,
                read: { row throws(StorageError) in
                    ExchangeRecord(
                        id: try row.value(), client: try row.registration(),
                        subjectTokenID: try row.value(), subjectClientID: try row.value(),
                        actorTokenID: try row.optional(), createdAt: try row.value(), expiresAt: try row.value())
                })
        }
    }

    package func commitExchange(_ exchange: ExchangeRecord) async throws(StorageError) -> Bool {
        try await write { connection throws(StorageError) in
            try connection.run(
                """
                INSERT INTO exchanges (\(Self.exchangeColumns))
                SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
                WHERE EXISTS (SELECT 1 FROM clients WHERE id = ?2 AND instance = ?3)
                """,
                exchange.id, exchange.client.id, exchange.client.instance, exchange.subjectTokenID,
                exchange.subjectClientID, exchange.actorTokenID, exchange.createdAt, exchange.expiresAt) == 1
        }
    }
}
