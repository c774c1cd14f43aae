import OAuthProtocol
import Storage
import Synchronization

extension MemoryStore {
    package func findExchange(_ id: ExchangeID) -> ExchangeRecord? {
        rows.withLock { $0.exchanges[id] }
    }

    package func commitExchange(_ exchange: ExchangeRecord) -> Bool {
        rows.withLock { rows in
            guard rows.hasClient(exchange.client) else { return false }
            rows.exchanges[exchange.id] = exchange
            return true
        }
    }
}
