import OAuthProtocol
import Storage
import Synchronization

extension MemoryStore {
    package func findClient(_ id: ClientID) -> ClientRecord? {
        rows.withLock { rows in rows.clients.first { $0.id == id } }
    }

    package func findClients() -> [ClientRecord] {
        rows.withLock { rows in rows.clients.sorted { $0.createdAt < $1.createdAt } }
    }

    package func commitNewClient(_ client: ClientRecord) -> Bool {
        rows.withLock { rows in
            if rows.clients.contains(where: { $0.id == client.id }) { return false }
            rows.clients.append(client)
            return true
        }
    }

    package func commitClient(_ client: ClientRecord, replacing instance: Int64) -> Bool {
        rows.withLock { rows in
            guard let index = rows.clients.firstIndex(where: { $0.id == client.id && $0.instance == instance })
            else { return false }
            let known = rows.clients[index]
            rows.clients[index] = ClientRecord(
                id: known.id, instance: client.instance, metadata: client.metadata, secrets: client.secrets,
                origin: known.origin, createdAt: known.createdAt, lastUsedAt: known.lastUsedAt)
            return true
        }
    }

    package func commitRemovalOfClient(_ id: ClientID) -> Bool {
        rows.withLock { rows in
            guard let index = rows.clients.firstIndex(where: { $0.id == id }) else { return false }
            rows.clients.remove(at: index)
            rows.consents.removeAll { $0.clientID == id }
            return true
        }
    }

    package func commitUse(of clients: [ClientID: Timestamp]) {
        rows.withLock { rows in
            for index in rows.clients.indices {
                guard let moment = clients[rows.clients[index].id] else { continue }
                rows.clients[index].lastUsedAt = max(moment, rows.clients[index].lastUsedAt ?? moment)
            }
        }
    }
}
