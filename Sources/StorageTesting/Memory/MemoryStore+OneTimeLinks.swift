import OAuthProtocol
import Storage

extension MemoryStore {
    package func findUser(
        ofLink digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) throws(StorageError) -> UserRecord? {
        try access(.findUserOfLink) { rows in
            rows.link(digest, for: purpose, at: now).flatMap { rows.activeUser($0.userID) }
        }
    }

    package func commitLink(_ link: OneTimeLinkRecord) throws(StorageError) -> Bool {
        try access(.commitLink) { rows in
            guard rows.activeUser(link.userID) != nil else { return false }
            rows.links.removeAll { $0.userID == link.userID && $0.purpose == link.purpose }
            rows.links.append(link)
            return true
        }
    }

    package func commitReset(
        byLink digest: TokenDigest, to passwordHash: String, at now: Timestamp
    ) throws(StorageError) -> Bool {
        try access(.commitReset) { rows in
            guard let link = rows.link(digest, for: .reset, at: now), rows.activeUser(link.userID) != nil else {
                return false
            }
            rows.users[link.userID]?.passwordHash = passwordHash
            rows.users[link.userID]?.updatedAt = now
            rows.endEverything(of: link.userID, at: now)
            rows.removeFactors(of: link.userID)
            return true
        }
    }
}

extension MemoryStore.Rows {
    fileprivate func link(
        _ digest: TokenDigest, for purpose: OneTimeLinkRecord.Purpose, at now: Timestamp
    ) -> OneTimeLinkRecord? {
        links.first { $0.digest == digest && $0.purpose == purpose && now < $0.expiresAt }
    }

    mutating func removeExpiredLinks(at now: Timestamp, limit: Int) -> Int {
        let expired = links.filter { $0.expiresAt <= now }.prefix(limit)
        links.removeAll { expired.contains($0) }
        return expired.count
    }
}
