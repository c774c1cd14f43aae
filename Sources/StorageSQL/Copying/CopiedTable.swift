import Storage

/// A table as it is copied from one database to another: row by row, in the order of its key.
package struct CopiedTable: Sendable, Equatable {
    package struct Column: Sendable, Equatable {
        package let name: String
        package let kind: ColumnKind

        package init(_ name: String, _ kind: ColumnKind) {
            self.name = name
            self.kind = kind
        }
    }

    package let name: String
    /// Every engine's columns, and the number of the row where it has one that is not its key.
    package let columns: [Column]
    /// The positions of the primary key's columns, in its order.
    package let key: [Int]

    /// - `names`: the primary key's.
    package init(_ name: String, _ columns: [Column], key names: [String]) {
        self.name = name
        self.columns = columns
        key = names.compactMap { name in columns.firstIndex { $0.name == name } }
    }

    /// Its columns, as a list in SQL.
    package var names: String { Self.list(columns.map(\.name)) }

    /// The first rows behind a key.
    ///
    /// - `last`: the row that has that key; `nil` for the very first.
    func page(_ count: Int, behind last: [BackupValue]?, in connection: Connection) throws(StorageError)
        -> [[BackupValue]]
    {
        let condition = last == nil ? "true" : "(\(keyNames)) > (\(places(key.count)))"
        return try connection.rows(
            "SELECT \(names) FROM \(name) WHERE \(condition) ORDER BY \(keyNames) LIMIT \(count)", of: self,
            columns.count, KeptValues(keyKinds, last.map(keyValues) ?? []))
    }

    /// The row that has a key; `nil` if there is none.
    func row(_ key: [BackupValue], in connection: Connection) throws(StorageError) -> [BackupValue]? {
        try connection.rows(
            "SELECT \(names) FROM \(name) WHERE (\(keyNames)) = (\(places(key.count)))", of: self, columns.count,
            keyed(key)
        ).first
    }

    func count(in connection: Connection) throws(StorageError) -> Int {
        Int(try connection.value("SELECT count(*) FROM \(name)") as Int64? ?? 0)
    }

    /// Removes the row that has a key, if there is one.
    func remove(_ key: [BackupValue], in connection: Connection) throws(StorageError) {
        _ = try connection.run("DELETE FROM \(name) WHERE (\(keyNames)) = (\(places(key.count)))", keyed(key))
    }

    /// Inserts a row.
    ///
    /// - `isOptional`: whether it stays away where another has one of its unique values.
    /// - Returns: whether it was inserted.
    /// - Throws: `StorageError` if the engine does not take it.
    @discardableResult
    package func insert(
        _ row: [BackupValue], ifFree isOptional: Bool = false, in connection: Connection
    ) throws(StorageError) -> Bool {
        let insertion = "INSERT INTO \(name) (\(names)) VALUES (\(places(columns.count)))"
        return try connection.run(
            isOptional ? insertion + " ON CONFLICT DO NOTHING" : insertion, KeptValues(kinds, row)) == 1
    }

    func keyValues(of row: [BackupValue]) -> [BackupValue] { key.map { row[$0] } }

    /// The primary key's columns.
    package var keyColumns: [Column] { key.map { columns[$0] } }

    /// Where the keys of rows are noted that change while they are copied (`CopiedDatabase/noteChanges(of:_:)`), each with a number.
    package var noted: String { "cardea_changes_\(name)" }

    /// Takes keys out of what was noted.
    func takeNoted(_ count: Int, from connection: Connection) throws(StorageError) -> [[BackupValue]] {
        try connection.rows(
            """
            DELETE FROM \(noted) WHERE number IN (SELECT number FROM \(noted) ORDER BY number LIMIT \(count))
            RETURNING \(keyNames)
            """,
            of: self, key.count, KeptValues([], []))
    }

    private var keyNames: String { Self.list(keyColumns.map(\.name)) }

    private var keyKinds: [ColumnKind] { key.map { columns[$0].kind } }

    private var kinds: [ColumnKind] { columns.map(\.kind) }

    private func keyed(_ values: [BackupValue]) -> KeptValues { KeptValues(keyKinds, values) }

    private func places(_ count: Int) -> String { Self.list([String](repeating: "?", count: count)) }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}

/// Values of columns as arguments of a statement.
struct KeptValues: Bindable {
    private let kinds: [ColumnKind]
    private let values: [BackupValue]

    init(_ kinds: [ColumnKind], _ values: [BackupValue]) {
        self.kinds = kinds
        self.values = values
    }

    func bind(to arguments: inout any Arguments) {
        for (kind, value) in zip(kinds, values) {
            switch value {
            case .null: arguments.addNull(of: kind)
            case .integer(let integer): arguments.add(integer)
            case .text(let text): arguments.add(text)
            case .octets(let octets): arguments.add(octets)
            }
        }
    }
}

extension BackupValue {
    /// What stands in the column on which a row stands; `nil` if nothing of ours writes it.
    private init?(of row: any ResultRow) {
        if row.isNull {
            self = .null
        } else if let integer = row.integer {
            self = .integer(integer)
        } else if let text = row.text {
            self = .text(text)
        } else if let octets = row.octets {
            self = .octets(octets)
        } else {
            return nil
        }
    }

    /// What so many columns of a row hold.
    ///
    /// - Throws: `.damaged` for a value that nothing of ours writes.
    package static func all(
        _ count: Int, of row: inout any ResultRow, in table: String
    ) throws(StorageError) -> [BackupValue] {
        var values: [BackupValue] = []
        for _ in 0..<count {
            guard let value = BackupValue(of: row) else {
                throw StorageError(.damaged, "a row of \(table) holds a \(row.name) that nothing of ours writes")
            }
            values.append(value)
            row.skip(1)
        }
        return values
    }

    /// Whether it comes before another of the same kind, as every engine has them in order.
    func precedes(_ other: BackupValue) -> Bool {
        switch (self, other) {
        case (.integer(let one), .integer(let other)): one < other
        case (.text(let one), .text(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
        case (.octets(let one), .octets(let other)): one.lexicographicallyPrecedes(other)
        default: false
        }
    }
}

extension Connection {
    /// All rows of a query, whatever they hold.
    func rows(_ sql: String, of table: CopiedTable, _ columns: Int, _ values: KeptValues) throws(StorageError)
        -> [[BackupValue]]
    {
        var rows: [[BackupValue]] = []
        try query(
            sql, values,
            read: { row throws(StorageError) in
                rows.append(try BackupValue.all(columns, of: &row, in: table.name))
                return true
            })
        return rows
    }

    /// Inserts a row.
    ///
    /// - Throws: `.damaged` if its table does not take it.
    package func insert(
        _ values: [BackupValue], into table: String, _ columns: [String]
    ) throws(StorageError) {
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        // Of what kind a null is only some engines ask.
        _ = try run(
            "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))",
            KeptValues(columns.map { _ in .text }, values))
    }

    /// Gives `read` every row of a query without arguments.
    ///
    /// - Throws: `StorageError` if the engine cannot answer; what `read` throws.
    package func query(_ sql: String, read: (inout any ResultRow) throws -> Void) throws {
        var failure: (any Error)?
        try query(
            sql,
            read: { row throws(StorageError) in
                do { try read(&row) } catch { failure = error }
                return failure == nil
            })
        if let failure { throw failure }
    }
}
