import OAuthProtocol
import Storage

/// What a copy is at.
package struct CopyProgress: Sendable, Equatable {
    package enum Step: Sendable, Equatable {
        case copying
        /// All that was copied is compared once more.
        case verifying
    }

    package let step: Step
    package let table: String
    /// Rows of the source that were looked at in this step, and how many there are.
    package let rows: Int
    package let total: Int
}

/// Fills a database with what another holds: rows that are there already are compared and not copied again, so that what was broken
/// off goes on, and what is done is verified row by row. One piece of code does it all: it makes the one what the other is.
package final class DatabaseCopy {
    /// Rows that are read or written at once.
    private static let portion = 1_000
    /// How often the source may have changed while it was read.
    private static let patience = 5
    /// Rounds in which what changes is carried over before it is given up: it changes faster than that.
    private static let most = 1_000

    private let source: any CopiedDatabase
    private let target: any CopiedDatabase
    private let onProgress: (CopyProgress) throws -> Void
    /// Rows that could not come yet, by their tables and keys: another that is about to change has one of their unique values.
    private var deferred: [String: Set<[BackupValue]>] = [:]

    /// - Parameters:
    ///   - source: has the schema of this program.
    ///   - target: has the same, and nothing in it or a part of such a copy.
    ///   - onProgress: told of each portion. What it throws breaks the copy off.
    package init(
        from source: any CopiedDatabase, to target: any CopiedDatabase,
        onProgress: @escaping (CopyProgress) throws -> Void
    ) {
        self.source = source
        self.target = target
        self.onProgress = onProgress
    }

    /// Copies everything.
    ///
    /// - `mark`: of this copy, unlike every other; one that was begun has its own.
    /// - Returns: how many rows there are.
    /// - Throws: `StorageError` for the databases, above all if somebody has the source open when all is there; `CopyError` if the
    ///   target holds something of its own.
    package func perform(mark: [UInt8], at now: Timestamp) throws -> Int {
        let tables = try begin(mark: mark, at: now)
        let total = try count(tables)
        _ = try pass(tables, .copying, total)
        // What a server changed behind the last look would be lost, and what was spent would be good again.
        try source.whileUnused(orElse: .sourceInUse) {
            var attempts = 0
            while try pass(tables, .verifying, total) > 0 {
                attempts += 1
                guard attempts < Self.patience else { throw CopyError.stillChanging }
            }
            try target.settle(tables)
            try finish()
        }
        return try count(tables)
    }

    /// Copies everything while servers go on with the source, follows what they change, and moves house: from then on the source
    /// refuses to be changed, and the target is whole.
    ///
    /// - `place`: where the target is, as people are told.
    /// - `mayMove`: asked again and again once all is there; it may wait a little each time.
    /// - Returns: how many rows were looked at, and how many moved in the end, while nobody could write.
    /// - Throws: as ``perform(mark:at:)``; then the source goes on as before.
    package func move(
        mark: [UInt8], at now: Timestamp, place: String, mayMove: () throws -> Bool
    ) throws -> (rows: Int, last: Int) {
        // One that was killed between the two has only to come to its end.
        if case .moved = try source.connection.state() { return (try perform(mark: mark, at: now), 0) }
        let tables = try begin(mark: mark, at: now)
        do {
            // At once: whoever uses the tables meanwhile reads them anew a single time.
            try source.transact { for table in tables { try source.noteChanges(of: table, true) } }
            let total = try count(tables)
            _ = try pass(tables, .copying, total)
            try follow(tables, downTo: Self.portion)
            // What differs now has been noted, and comes again.
            _ = try pass(tables, .verifying, total)
            // Which takes as long as the tables are large.
            try target.settle(tables)
            repeat { try follow(tables, downTo: Self.portion / 10) } while try !mayMove()
            var last = 0
            try source.transactAlone {
                last = try follow(tables, downTo: 0)
                for table in tables { try source.noteChanges(of: table, false) }
                try source.refuseChanges(of: tables)
                _ = try source.connection.run("INSERT INTO \(DatabaseState.moved) (place) VALUES (?)", place)
            }
            // Not before the source refuses, so that at no moment both take changes.
            try finish()
            return (total, last)
        } catch {
            try? source.transact { for table in tables { try source.noteChanges(of: table, false) } }
            throw error
        }
    }

    /// Carries over what was noted, until a round through all tables had no more than so many.
    ///
    /// - Returns: how many rows that were.
    @discardableResult
    private func follow(_ tables: [CopiedTable], downTo most: Int) throws -> Int {
        var carried = 0
        var rounds = 0
        var round: Int
        repeat {
            round = 0
            for table in tables {
                if let waiting = deferred.removeValue(forKey: table.name) {
                    try carry(Array(waiting), of: table)
                    round += waiting.count
                }
                // Taken before the rows are read: what changes meanwhile is noted anew.
                while case let keys = try table.takeNoted(Self.portion, from: source.connection), !keys.isEmpty {
                    try carry(Array(Set(keys)), of: table)
                    round += keys.count
                }
            }
            rounds += 1
            guard rounds < Self.most else { throw CopyError.stillChanging }
            carried += round
        } while round > most || !deferred.isEmpty
        return carried
    }

    /// Has the target's rows of these keys be those of the source.
    private func carry(_ keys: [[BackupValue]], of table: CopiedTable) throws {
        var difference = Difference(removed: keys)
        for key in keys {
            if let row = try table.row(key, in: source.connection) { difference.added.append(row) }
        }
        try mend(difference, table)
    }

    /// Has the target be whole.
    private func finish() throws {
        try target.connection.perform("DROP TABLE \(DatabaseState.filling)")
    }

    private func count(_ tables: [CopiedTable]) throws(StorageError) -> Int {
        var total = 0
        for table in tables { total += try table.count(in: source.connection) }
        return total
    }

    /// Has the target be this source's copy from now on.
    ///
    /// - Returns: the tables that both have.
    private func begin(mark: [UInt8], at now: Timestamp) throws -> [CopiedTable] {
        switch try source.connection.state() {
        case .beingFilled: throw CopyError.sourceNotWhole
        // A move that was broken off at its end is only to be finished.
        case .moved(let place):
            guard try target.connection.state() == .beingFilled else { throw CopyError.sourceMoved(to: place) }
        case .whole: break
        }
        let tables = try source.tables()
        guard try tables == target.tables() else { throw CopyError.differentTables }
        // What a move left that was killed.
        try source.transact { for table in tables { try source.noteChanges(of: table, false) } }
        if try target.connection.hasTable(DatabaseState.filling) {
            let known: Blob? = try target.connection.value("SELECT mark FROM \(DatabaseState.filling)")
            guard let known,
                try source.connection.exists("SELECT 1 FROM backups WHERE mark = ?", known)
            else { throw CopyError.ofAnother }
            return tables
        }
        // A server that has it open would go on to make keys in it.
        try target.whileUnused(orElse: .targetInUse) {
            for table in tables where try table.count(in: target.connection) > 0 {
                throw CopyError.notEmpty(table.name)
            }
            _ = try source.connection.run("INSERT INTO backups (mark, created_at) VALUES (?, ?)", Blob(mark), now)
            try target.transact {
                try target.connection.perform(
                    "CREATE TABLE \(DatabaseState.filling) (mark \(target.connection.dialect.octetsType))")
                _ = try target.connection.run("INSERT INTO \(DatabaseState.filling) (mark) VALUES (?)", Blob(mark))
            }
        }
        return tables
    }

    /// Makes the target's rows those of the source, wherever they are not.
    ///
    /// - Returns: how many were not.
    private func pass(_ tables: [CopiedTable], _ step: CopyProgress.Step, _ total: Int) throws -> Int {
        var changed = 0
        var seen = 0
        for table in tables {
            var theirs = Cursor(table, source.connection)
            var ours = Cursor(table, target.connection)
            var difference = Difference()
            while true {
                let their = try theirs.row()
                let our = try ours.row()
                if their == nil && our == nil { break }
                let order = Self.order(of: their, our, in: table)
                if order == .same {
                    if their != our, let their {
                        difference.removed.append(table.keyValues(of: their))
                        difference.added.append(their)
                    }
                } else if order == .first, let their {
                    difference.added.append(their)
                } else if let our {
                    difference.removed.append(table.keyValues(of: our))
                }
                if order != .second {
                    theirs.advance()
                    seen += 1
                    if seen.isMultiple(of: Self.portion) {
                        try onProgress(CopyProgress(step: step, table: table.name, rows: seen, total: total))
                    }
                }
                if order != .first { ours.advance() }
                if difference.count >= Self.portion {
                    changed += difference.count
                    try mend(difference, table)
                    difference = Difference()
                }
            }
            changed += difference.count
            try mend(difference, table)
        }
        return changed
    }

    private enum Order { case first, second, same }

    private static func order(of one: [BackupValue]?, _ other: [BackupValue]?, in table: CopiedTable) -> Order {
        guard let one else { return .second }
        guard let other else { return .first }
        for column in table.key where one[column] != other[column] {
            return one[column].precedes(other[column]) ? .first : .second
        }
        return .same
    }

    private func mend(_ difference: Difference, _ table: CopiedTable) throws {
        guard difference.count > 0 else { return }
        do {
            try target.transact {
                for key in difference.removed { try table.remove(key, in: target.connection) }
                try target.add(difference.added, to: table)
            }
        } catch let error as StorageError where error.code == .damaged {
            // A unique value that moved from one row to another meanwhile: the one waits until the other has come.
            try target.transact {
                for key in difference.removed { try table.remove(key, in: target.connection) }
                for row in difference.added
                where try !table.insert(row, ifFree: true, in: target.connection) {
                    deferred[table.name, default: []].insert(table.keyValues(of: row))
                }
            }
        }
    }

    /// Rows that leave, by their keys, and rows that come.
    private struct Difference {
        var removed: [[BackupValue]] = []
        var added: [[BackupValue]] = []

        /// Of the rows that are concerned, each once.
        var count: Int { max(removed.count, added.count) }
    }

    /// The rows of a table, a portion at a time.
    private struct Cursor {
        private let table: CopiedTable
        private let connection: Connection
        private var page: ArraySlice<[BackupValue]> = []
        private var last: [BackupValue]?
        private var isAtEnd = false

        init(_ table: CopiedTable, _ connection: Connection) {
            self.table = table
            self.connection = connection
        }

        /// The row on which it stands; `nil` behind the last.
        mutating func row() throws(StorageError) -> [BackupValue]? {
            if page.isEmpty, !isAtEnd {
                page = try table.page(DatabaseCopy.portion, behind: last, in: connection)[...]
                isAtEnd = page.count < DatabaseCopy.portion
                last = page.last ?? last
            }
            return page.first
        }

        mutating func advance() {
            page = page.dropFirst()
        }
    }
}

/// Why a database cannot be copied so.
package enum CopyError: Error, Equatable {
    case differentTables
    /// It is in use no more, and what is in it may be spent where it went.
    case sourceMoved(to: String)
    /// The source is filled by a copy itself.
    case sourceNotWhole
    /// What is there was not begun by a copy of this source.
    case ofAnother
    /// It has rows in this table, which no copy wrote.
    case notEmpty(String)
    /// Somebody has the source open when all is there.
    case sourceInUse
    /// Somebody has the target open before anything is there.
    case targetInUse
    /// The source changed each time while it was compared.
    case stillChanging
}
