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
            "SELECT \(names) FROM \(name) WHERE \(condition) ORDER BY \(keyNames) LIMIT \(count)", kinds,
            KeptValues(keyKinds, last.map(keyValues) ?? []))
    }

    /// The row that has a key; `nil` if there is none.
    func row(_ key: [BackupValue], in connection: Connection) throws(StorageError) -> [BackupValue]? {
        try connection.rows(
            "SELECT \(names) FROM \(name) WHERE (\(keyNames)) = (\(places(key.count)))", kinds, keyed(key)
        ).first
    }

    func count(in connection: Connection) throws(StorageError) -> Int {
        Int(try connection.value("SELECT count(*) FROM \(name)") as Int64? ?? 0)
    }

    /// Removes the row that has a key, if there is one.
    func remove(_ key: [BackupValue], in connection: Connection) throws(StorageError) {
        _ = try connection.run("DELETE FROM \(name) WHERE (\(keyNames)) = (\(places(key.count)))", keyed(key))
    }

    /// Inserts a row. Where another has one of its unique values it stays away.
    ///
    /// - Throws: `StorageError` if the engine does not take it.
    package func insert(_ row: [BackupValue], in connection: Connection) throws(StorageError) {
        _ = try connection.run(
            "INSERT INTO \(name) (\(names)) VALUES (\(places(columns.count))) ON CONFLICT DO NOTHING",
            KeptValues(columns.map(\.kind), row))
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
            keyKinds, KeptValues([], []))
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
    package init?(of row: any ResultRow) {
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
    func rows(_ sql: String, _ kinds: [ColumnKind], _ values: KeptValues) throws(StorageError) -> [[BackupValue]] {
        var rows: [[BackupValue]] = []
        try query(
            sql, values,
            read: { row throws(StorageError) in
                var found: [BackupValue] = []
                for _ in kinds {
                    guard let value = BackupValue(of: row) else {
                        throw StorageError(.damaged, "a row holds a \(row.name) that nothing of ours writes")
                    }
                    found.append(value)
                    row.skip(1)
                }
                rows.append(found)
                return true
            })
        return rows
    }
}
