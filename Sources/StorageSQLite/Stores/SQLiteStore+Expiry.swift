import OAuthProtocol
import Storage
import StorageSQL

extension SQLiteStore {
    package func commitRemovalOfExpired(at now: Timestamp, limit: Int) async throws(StorageError) -> Int {
        var removed = 0
        do {
            removed = try await write { connection in
                try connection.removeExpired(at: now, limit: limit)
            }
        } catch {
            guard error.code == .full else { throw error }
            removed = try await writeOnReserve { connection throws(StorageError) in
                try connection.removeExpiredInSmallSteps(at: now, limit: limit)
            }
        }
        try await seeWhetherWritesWork()
        return removed
    }
}

extension SQLiteConnection {
    /// Rows of each kind that leave at once where there is little room: what is removed is written to the log first.
    private static let smallStep = 20

    /// Removes what expired in steps, each of which the log is emptied of before the next.
    fileprivate func removeExpiredInSmallSteps(at now: Timestamp, limit: Int) throws(StorageError) -> Int {
        rollback()
        try checkpoint()
        var removed = 0
        while removed < limit {
            let step: Int
            do {
                try begin()
                step = try Connection(self).removeExpired(at: now, limit: Self.smallStep)
                try commit()
            } catch {
                rollback()
                throw error
            }
            try checkpoint()
            removed += step
            if step < Self.smallStep { break }
        }
        return removed
    }
}
