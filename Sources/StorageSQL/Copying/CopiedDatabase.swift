import Storage

/// A database from which another is filled, or that is filled: on a connection of its own that waits for each statement.
package protocol CopiedDatabase {
    var connection: Connection { get }

    /// Every table that holds what is kept, by name.
    func tables() throws(StorageError) -> [CopiedTable]

    /// Runs `body` in a transaction. If it throws, nothing is changed.
    func transact(_ body: () throws -> Void) throws

    /// Runs `body` in a transaction while nobody else reads or writes.
    func transactAlone(_ body: () throws -> Void) throws

    /// Runs `body` while no server or command has the database open.
    ///
    /// - `refusal`: thrown if one has.
    /// - Throws: what `body` throws too.
    func whileUnused(orElse refusal: CopyError, _ body: () throws -> Void) throws

    /// Inserts many rows, of which no key is there.
    ///
    /// - Throws: `StorageError` if one of them has a unique value that another row has; then none is inserted.
    func add(_ rows: [[BackupValue]], to table: CopiedTable) throws

    /// Makes good what inserting by itself does not. Only a few rows may follow.
    func settle(_ tables: [CopiedTable]) throws(StorageError)

    /// Has each change of a row note its key in ``CopiedTable/noted``, or ends that, if it was so.
    func noteChanges(of table: CopiedTable, _ isNoting: Bool) throws(StorageError)

    /// Has every change be refused from now on, since the database has moved, and makes the table ``DatabaseState/moved``.
    func refuseChanges(of tables: [CopiedTable]) throws(StorageError)
}

/// Whether a database is all of what it should be.
package enum DatabaseState: Sendable, Equatable {
    /// A table that is there as long as a copy into the database has not come to its end, with the mark by which the source knows
    /// it.
    package static let filling = "cardea_filling"
    /// A table that is there once the database has moved elsewhere, whose one row says where.
    package static let moved = "cardea_moved"

    case whole
    case beingFilled
    /// It can be read, and refuses to be changed.
    case moved(to: String)
}

extension Connection {
    /// Whether there is a table of this name, of ours or not.
    ///
    /// - Throws: `StorageError` if the engine cannot answer.
    package func hasTable(_ name: String) throws(StorageError) -> Bool {
        try exists(dialect.tableQuery, name)
    }

    /// Whether the database is all of what it should be.
    ///
    /// - Throws: `StorageError` if the engine cannot answer.
    package func state() throws(StorageError) -> DatabaseState {
        if try hasTable(DatabaseState.filling) { return .beingFilled }
        guard try hasTable(DatabaseState.moved) else { return .whole }
        return .moved(to: try value("SELECT place FROM \(DatabaseState.moved)") ?? "")
    }

    /// - Throws: `.moved` if the database has moved elsewhere.
    package func refuseMoved() throws(StorageError) {
        if case .moved(let place) = try state() { throw .moved(to: place) }
    }
}

extension StorageError {
    package static func moved(to place: String) -> StorageError {
        StorageError(.moved, "the database has moved to \(place)")
    }
}
