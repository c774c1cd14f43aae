import OAuthProtocol
import Storage

extension SQLiteStore {
    package func findExchange(_ id: ExchangeID) throws(StorageError) -> ExchangeRecord? {
        try find("WHERE id = ?", id)
    }

    package func commitExchange(_ exchange: ExchangeRecord) async throws(StorageError) -> Bool {
        try await write { connection in
            try connection.insert(
                exchange,
                where: "EXISTS (SELECT 1 FROM clients WHERE id = :client_id AND instance = :client_instance)")
        }
    }
}
