import OAuthProtocol
import Storage

extension MemoryStore {
    package func findConsent(of user: UserID, to client: ClientID) throws(StorageError) -> ConsentRecord? {
        try access(.findConsent) { rows in rows.consents.first { $0.userID == user && $0.client.id == client } }
    }

    package func findConsents(of user: UserID) throws(StorageError) -> [ConsentRecord] {
        try access(.findConsents) { rows in
            rows.consents.filter { $0.userID == user }.sorted {
                $0.grantedAt == $1.grantedAt ? $0.client.id.value < $1.client.id.value : $0.grantedAt > $1.grantedAt
            }
        }
    }

    package func findAccess(of user: UserID, at now: Timestamp) throws(StorageError) -> [AccessRecord] {
        try access(.findAccess) { rows in
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

    package func commitConsent(_ consent: ConsentRecord) throws(StorageError) {
        try access(.commitConsent) { $0.keep(consent) }
    }

    package func commitWithdrawal(of user: UserID, from client: ClientID, at now: Timestamp) throws(StorageError)
        -> Bool
    {
        try access(.commitWithdrawal) { $0.withdraw(from: client, of: user, at: now) }
    }
}

extension MemoryStore.Rows {
    mutating func keep(_ consent: ConsentRecord) {
        guard users[consent.userID] != nil, hasClient(consent.client) else {
            return
        }
        consents.removeAll { $0.userID == consent.userID && $0.client.id == consent.client.id }
        consents.append(consent)
        guard isDynamic(consent.client.id) else { return }
        let others = consents.filter {
            $0.userID == consent.userID && $0.client.id != consent.client.id && isDynamic($0.client.id)
        }
        let lastToLeave = others.sorted { left, right in
            let (used, other) = (lastUse(of: left), lastUse(of: right))
            return used == other ? left.client.id.value > right.client.id.value : used > other
        }
        for leaving in lastToLeave.dropFirst(ConsentRecord.mostOfDynamicClients - 1) {
            _ = withdraw(from: leaving.client.id, of: consent.userID, at: consent.grantedAt)
        }
    }

    func isDynamic(_ id: ClientID) -> Bool {
        clients.contains { $0.id == id && $0.origin.isDynamic }
    }

    private func lastUse(of consent: ConsentRecord) -> Timestamp {
        let redeemed = delegations.values.filter {
            $0.userID == consent.userID && $0.client.id == consent.client.id && $0.redeemedAt != nil
        }
        let uses = redeemed.flatMap { [$0.redeemedAt, $0.refresh?.rotatedAt].compactMap(\.self) }
        return max(consent.grantedAt, uses.max() ?? consent.grantedAt)
    }

    fileprivate mutating func withdraw(from client: ClientID, of user: UserID, at now: Timestamp) -> Bool {
        let before = consents.count
        consents.removeAll { $0.userID == user && $0.client.id == client }
        let revoked = revoke(at: now) { $0.userID == user && $0.client.id == client }
        turnAway(devicesOf: client, letInBy: user)
        return consents.count < before || revoked > 0
    }
}
