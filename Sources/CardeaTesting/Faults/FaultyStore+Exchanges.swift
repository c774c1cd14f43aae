import OAuthProtocol
import Storage

extension FaultyStore {
    package func findExchange(_ id: ExchangeID) async throws(StorageError) -> ExchangeRecord? {
        try pass(.findExchange)
        return try await base.findExchange(id)
    }

    package func commitExchange(_ exchange: ExchangeRecord) async throws(StorageError) -> Bool {
        try pass(.commitExchange)
        return try await base.commitExchange(exchange)
    }
}
