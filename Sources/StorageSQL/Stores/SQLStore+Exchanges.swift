import OAuthProtocol
import Storage

extension SQLStore {
    package func findExchange(_ id: ExchangeID) async throws(StorageError) -> ExchangeRecord? {
        try await read { try $0.first("WHERE id = ?", id) }
    }

    package func commitExchange(_ exchange: ExchangeRecord) async throws(StorageError) -> Bool {
        try await write { connection in
            try connection.insert(
                exchange,
                where: "EXISTS (SELECT 1 FROM clients WHERE id = :client_id AND instance = :client_instance)")
        }
    }
}
