import OAuthProtocol
import Storage
import Synchronization

extension MemoryStore {
    package func findConsent(of user: UserID, to client: ClientID) -> ConsentRecord? {
        rows.withLock { rows in rows.consents.first { $0.userID == user && $0.clientID == client } }
    }

    package func findConsents(of user: UserID) -> [ConsentRecord] {
        rows.withLock { rows in
            rows.consents.filter { $0.userID == user }.sorted {
                $0.grantedAt == $1.grantedAt ? $0.clientID.value < $1.clientID.value : $0.grantedAt > $1.grantedAt
            }
        }
    }

    package func findAccess(of user: UserID, at now: Timestamp) -> [AccessRecord] {
        rows.withLock { rows in
            let live = rows.delegations.values.filter {
                $0.userID == user && $0.redeemedAt != nil && $0.revokedAt == nil && now < $0.expiresAt
            }
            return Dictionary(grouping: live) {
                Access(clientID: $0.clientID, instance: $0.clientInstance, scope: $0.scope)
            }
            .map { access, delegations in
                AccessRecord(
                    clientID: access.clientID, clientInstance: access.instance, scope: access.scope,
                    since: delegations.map(\.createdAt).min() ?? now)
            }
        }
    }

    private struct Access: Hashable {
        let clientID: ClientID
        let instance: Int64
        let scope: Scope
    }

    package func commitConsent(_ consent: ConsentRecord) {
        rows.withLock { $0.keep(consent) }
    }

    package func commitWithdrawal(of user: UserID, from client: ClientID, at now: Timestamp) -> Bool {
        rows.withLock { rows in
            let before = rows.consents.count
            rows.consents.removeAll { $0.userID == user && $0.clientID == client }
            let revoked = rows.revoke(at: now) { $0.userID == user && $0.clientID == client }
            rows.turnAway(devicesOf: client, letInBy: user)
            return rows.consents.count < before || revoked > 0
        }
    }
}

extension MemoryStore.Rows {
    mutating func keep(_ consent: ConsentRecord) {
        guard users[consent.userID] != nil, hasClient(consent.clientID, instance: consent.clientInstance) else {
            return
        }
        consents.removeAll { $0.userID == consent.userID && $0.clientID == consent.clientID }
        consents.append(consent)
    }
}
