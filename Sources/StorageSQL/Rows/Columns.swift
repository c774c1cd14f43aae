import Storage

/// What is kept as a row of a table, or read of several that are joined.
package protocol Record: Bindable {
    static var columns: Columns<Self> { get }
}

extension Record {
    package func bind(to arguments: inout any Arguments) {
        Self.columns.bind(self, &arguments)
    }
}

/// How a value lies in columns. Each is named once, beside what it holds; what is selected, read, inserted and bound
/// follows from that.
package struct Columns<Value>: Sendable {
    /// `SELECT` and `FROM`.
    let selection: String
    /// `INSERT`, with arguments that have the names of the columns.
    private let insertion: String
    /// `SET` for a row that is replaced by what was to be inserted.
    private let replacement: String
    let read: @Sendable (inout any ResultRow) throws(StorageError) -> Value
    let bind: @Sendable (Value, inout any Arguments) -> Void
    /// The table, or several and how they are joined.
    fileprivate let source: String
    /// The names of what is read, with the table where one is known.
    fileprivate let selected: [String]
    /// What is inserted: the names of the columns and what they hold.
    fileprivate let inserted: [(name: String, kind: ColumnKind)]

    fileprivate init(
        from source: String, selected: [String], inserted: [(name: String, kind: ColumnKind)],
        read: @escaping @Sendable (inout any ResultRow) throws(StorageError) -> Value,
        bind: @escaping @Sendable (Value, inout any Arguments) -> Void
    ) {
        self.source = source
        self.selected = selected
        self.inserted = inserted
        self.read = read
        self.bind = bind
        selection = "SELECT \(selected.joined(separator: ", ")) FROM \(source)"
        let names = inserted.map(\.name)
        let arguments = names.map { ":\($0)" }
        insertion =
            "INSERT INTO \(source) (\(names.joined(separator: ", "))) SELECT \(arguments.joined(separator: ", "))"
        replacement = names.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    }

    /// - `table`: whose columns these are; `nil` for some of a table, and of several.
    /// - `source`: where they are selected from, if not from `table`.
    /// - `make`: puts a value together from its parts.
    init<each Part: Sendable>(
        of table: String? = nil, from source: String? = nil,
        _ make: @escaping @Sendable (repeat each Part) -> Value, _ parts: repeat PartOf<Value, each Part>
    ) {
        var selected: [String] = []
        var inserted: [(name: String, kind: ColumnKind)] = []
        for part in repeat each parts {
            selected += part.columns.selected
            inserted += part.columns.inserted
        }
        if let table { selected = selected.map { $0.utf8.contains(UInt8(ascii: ".")) ? $0 : "\(table).\($0)" } }
        self.init(
            from: source ?? table ?? "", selected: selected, inserted: inserted,
            read: { row throws(StorageError) in make(repeat try (each parts).columns.read(&row)) },
            bind: { value, arguments in
                for part in repeat each parts { part.columns.bind(part.get(value), &arguments) }
            })
    }

    /// The statement that inserts a value.
    ///
    /// - `condition`: what must hold. A colon before the name of a column makes it the record's value.
    /// - `key`: columns of a key; where it is there already, that row is replaced.
    /// - `isOptional`: whether a row that is there already with a key of this one's stays as it is.
    func insertion(
        where condition: String = "true", replacing key: String? = nil, ifNew isOptional: Bool = false
    ) -> String {
        let conflict = key.map { "ON CONFLICT (\($0)) DO UPDATE SET \(replacement)" }
        return "\(insertion) WHERE \(condition) \(conflict ?? (isOptional ? "ON CONFLICT DO NOTHING" : ""))"
    }

    /// The same for a value that may be missing: then all its columns are null, and the first of them is at no other time.
    var optional: Columns<Value?> {
        Columns<Value?>(
            from: source, selected: selected, inserted: inserted,
            read: { row throws(StorageError) in
                guard row.isNull else { return try read(&row) }
                row.skip(selected.count)
                return nil
            },
            bind: { value, arguments in
                if let value {
                    bind(value, &arguments)
                } else {
                    for column in inserted { arguments.addNull(of: column.kind) }
                }
            })
    }

    /// The same with one more column, which follows from the others and is never read.
    func indexed<Key: ColumnValue>(by name: String, _ key: @escaping @Sendable (Value) -> Key) -> Columns {
        Columns(
            from: source, selected: selected, inserted: inserted + [(name, Key.kind)], read: read,
            bind: { value, arguments in
                bind(value, &arguments)
                key(value).bind(to: &arguments)
            })
    }
}

/// A part of a value, with its columns.
struct PartOf<Whole, Part>: Sendable {
    fileprivate let columns: Columns<Part>
    fileprivate let get: @Sendable (Whole) -> Part
}

/// A part that is one column.
func column<Whole, Part: ColumnValue>(
    _ name: String, _ get: @escaping @Sendable (Whole) -> Part
) -> PartOf<Whole, Part> {
    let columns = Columns<Part>(
        from: "", selected: [name], inserted: [(name, Part.kind)],
        read: { row throws(StorageError) in try row.value() },
        bind: { value, arguments in value.bind(to: &arguments) })
    return PartOf(columns: columns, get: get)
}

/// A part that has several columns, or none of them.
func group<Whole, Part>(
    _ columns: Columns<Part>, _ get: @escaping @Sendable (Whole) -> Part
) -> PartOf<Whole, Part> {
    PartOf(columns: columns, get: get)
}
