import Storage

/// What an engine does with one statement after the other. Arguments stand in the text as `?`, as `?1` and so on, or as a
/// colon and a name, and are numbered where they first stand.
package protocol Statements {
    var dialect: Dialect { get }

    /// - Returns: how many rows it inserted, changed or deleted.
    func run(_ sql: String, _ bind: (inout any Arguments) -> Void) throws(StorageError) -> Int

    /// The same where nobody asks how many.
    func perform(_ sql: String, _ bind: (inout any Arguments) -> Void) throws(StorageError)

    /// Gives `read` one row after the other, until it returns false.
    func query(
        _ sql: String, _ bind: (inout any Arguments) -> Void,
        _ read: (inout any ResultRow) throws(StorageError) -> Bool
    ) throws(StorageError)
}

/// A database connection while it is held: statements with records and values of the protocol.
package struct Connection {
    package let statements: any Statements

    package init(_ statements: any Statements) {
        self.statements = statements
    }

    var dialect: Dialect { statements.dialect }

    /// Runs a statement that yields no rows.
    ///
    /// - Returns: how many rows it inserted, changed or deleted.
    func run<each Value: Bindable>(_ sql: String, _ values: repeat each Value) throws(StorageError) -> Int {
        try statements.run(sql) { arguments in repeat (each values).bind(to: &arguments) }
    }

    /// Runs a statement that yields no rows, and does not wait to hear what it changed.
    package func perform<each Value: Bindable>(_ sql: String, _ values: repeat each Value) throws(StorageError) {
        try statements.perform(sql) { arguments in repeat (each values).bind(to: &arguments) }
    }

    /// Inserts a record.
    ///
    /// - `condition`: what must hold. A colon before the name of a column makes it the record's value.
    /// - `key`: columns of a key; where it is there already, that row is replaced.
    /// - `isOptional`: whether a row that is there already with a key of this one's stays as it is.
    /// - Returns: false, changing nothing, if `condition` does not hold, or such a row stays.
    func insert<Kept: Record>(
        _ record: Kept, where condition: String = "true", replacing key: String? = nil, ifNew isOptional: Bool = false
    ) throws(StorageError) -> Bool {
        try run(Kept.columns.insertion(where: condition, replacing: key, ifNew: isOptional), record) == 1
    }

    /// Inserts a record, and does not wait to hear whether that was needed.
    func put<Kept: Record>(_ record: Kept, replacing key: String? = nil) throws(StorageError) {
        try perform(Kept.columns.insertion(replacing: key), record)
    }

    /// Whether a query yields a row.
    ///
    /// - Throws: `StorageError` if the engine cannot answer.
    package func exists<each Value: Bindable>(_ sql: String, _ values: repeat each Value) throws(StorageError) -> Bool {
        try first(sql, repeat each values) { _ in true } ?? false
    }

    /// The one column of the first row of a query; `nil` if it yields none.
    func value<each Value: Bindable, Found: ColumnValue>(
        _ sql: String, _ values: repeat each Value
    ) throws(StorageError) -> Found? {
        try first(sql, repeat each values) { row throws(StorageError) in try row.value() }
    }

    /// The first that is found; `nil` if there is none.
    ///
    /// - `rest`: what follows the tables in the query.
    func first<Found: Record, each Value: Bindable>(
        _ rest: String, _ values: repeat each Value
    ) throws(StorageError) -> Found? {
        try first(Found.columns, rest, repeat each values)
    }

    /// The same for what is read of several tables.
    func first<Found, each Value: Bindable>(
        _ columns: Columns<Found>, _ rest: String, _ values: repeat each Value
    ) throws(StorageError) -> Found? {
        try first("\(columns.selection) \(rest)", repeat each values, read: columns.read)
    }

    /// All that are found.
    ///
    /// - `rest`: what follows the tables in the query.
    func all<Found: Record, each Value: Bindable>(
        _ rest: String, _ values: repeat each Value
    ) throws(StorageError) -> [Found] {
        var found: [Found] = []
        try statements.query("\(Found.columns.selection) \(rest)") { arguments in
            repeat (each values).bind(to: &arguments)
        } _: { row throws(StorageError) in
            found.append(try Found.columns.read(&row))
            return true
        }
        return found
    }

    /// Gives `read` one row of a query after the other, until it returns false.
    func query<each Value: Bindable>(
        _ sql: String, _ values: repeat each Value, read: (inout any ResultRow) throws(StorageError) -> Bool
    ) throws(StorageError) {
        try statements.query(sql, { arguments in repeat (each values).bind(to: &arguments) }, read)
    }

    private func first<each Value: Bindable, Found>(
        _ sql: String, _ values: repeat each Value, read: (inout any ResultRow) throws(StorageError) -> Found
    ) throws(StorageError) -> Found? {
        var found: Found?
        try statements.query(sql) { arguments in
            repeat (each values).bind(to: &arguments)
        } _: { row throws(StorageError) in
            found = try read(&row)
            return false
        }
        return found
    }
}
