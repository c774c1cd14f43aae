import OAuthProtocol
import Storage

extension MemoryStore {
    /// It never moves: nothing is restored here.
    package func findSecurityEpoch() throws(StorageError) -> Timestamp? {
        try access(.findSecurityEpoch) { _ in nil }
    }

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
