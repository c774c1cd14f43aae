import OAuthProtocol
import Storage
import Synchronization

extension MemoryStore {
    package func findConsent(of user: UserID, to client: ClientID) -> ConsentRecord? {
        rows.withLock { rows in rows.consents.first { $0.userID == user && $0.client.id == client } }
    }

    package func findConsents(of user: UserID) -> [ConsentRecord] {
        rows.withLock { rows in
            rows.consents.filter { $0.userID == user }.sorted {
                $0.grantedAt == $1.grantedAt ? $0.client.id.value < $1.client.id.value : $0.grantedAt > $1.grantedAt
            }
        }
    }

    package func findAccess(of user: UserID, at now: Timestamp) -> [AccessRecord] {
        rows.withLock { rows in
            let live = rows.delegations.values.filter {
                $0.userID == user && $0.redeemedAt != nil && $0.revokedAt == nil && now < $0.expiresAt
            }
            return Dictionary(grouping: live) {
                Access(client: $0.client, scope: $0.scope)
            }
            .map { access, delegations in
                AccessRecord(
                    client: access.client, scope: access.scope,
                    since: delegations.map(\.createdAt).min() ?? now)
            }
        }
    }

    private struct Access: Hashable {
        let client: ClientRegistration
        let scope: Scope
    }

    package func commitConsent(_ consent: ConsentRecord) {
        rows.withLock { $0.keep(consent) }
    }

    package func commitWithdrawal(of user: UserID, from client: ClientID, at now: Timestamp) -> Bool {
        rows.withLock { rows in
            let before = rows.consents.count
            rows.consents.removeAll { $0.userID == user && $0.client.id == client }
            let revoked = rows.revoke(at: now) { $0.userID == user && $0.client.id == client }
            rows.turnAway(devicesOf: client, letInBy: user)
            return rows.consents.count < before || revoked > 0
        }
    }
}

extension MemoryStore.Rows {
    mutating func keep(_ consent: ConsentRecord) {
        guard users[consent.userID] != nil, hasClient(consent.client) else {
            return
        }
        consents.removeAll { $0.userID == consent.userID && $0.client.id == consent.client.id }
        consents.append(consent)
    }
}
