import OAuthProtocol
import Storage

extension MemoryStore {
    package func findExchange(_ id: ExchangeID) throws(StorageError) -> ExchangeRecord? {
        try access(.findExchange) { $0.exchanges[id] }
    }

    package func commitExchange(_ exchange: ExchangeRecord) throws(StorageError) -> Bool {
        try access(.commitExchange) { rows in
            guard rows.hasClient(exchange.client) else { return false }
            rows.exchanges[exchange.id] = exchange
            return true
        }
    }
}
