import OAuthProtocol
import Storage
import StorageSQL

extension PostgresStore {
    /// Rows that are read at once.
    private static let portion = 1_000
    /// How many backups a database remembers. After a restoration of one before it knows nothing.
    private static let rememberedBackups: Int64 = 1_000

    /// Writes every row of the database at `address` as it is at one moment, while others go on writing. The database remembers
    /// that.
    ///
    /// - `now`: that moment.
    /// - `mark`: of this backup, unlike every other.
    /// - `program`: the version of this program.
    /// - `onTrouble`: told why the database cannot remember it, which is no reason to make no backup.
    /// - `onTable`: told of each table before its rows are written.
    /// - `write`: takes the backup's octets, piece by piece.
    /// - Returns: how many rows there are.
    /// - Throws: `StorageError` for the database, and what `write` throws.
    package static func backUp(
        _ address: DatabaseAddress, at now: Timestamp, program: String, mark: [UInt8],
        onTrouble: (StorageError) -> Void, onTable: (String) -> Void, to write: @escaping ([UInt8]) throws -> Void
    ) throws -> Int {
        let session = try PostgresSession(address)
        try session.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        let lacking = try PostgresSchema(session).pending()
        var isRemembered = lacking.isEmpty
        do throws(StorageError) {
            if isRemembered { try remember(mark, in: session, at: now) }
        } catch {
            isRemembered = false
            onTrouble(error)
        }
        let header = BackupHeader(
            createdAt: now, program: program,
            schema: Migrations.all.map(\.name).filter { !lacking.contains($0) }, mark: isRemembered ? mark : nil)
        // One transaction, which sees one moment.
        try session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        var backup = try BackupWriter(header, to: write)
        for table in try PostgresTable.all(in: session) {
            onTable(table.name)
            try backup.begin(table.name, columns: table.columns)
            try session.execute("DECLARE rows NO SCROLL CURSOR FOR \(table.selection)")
            while true {
                let result = try session.query("FETCH \(portion) FROM rows")
                if result.rows == 0 { break }
                for number in 0..<result.rows {
                    var row: any ResultRow = PostgresRow(number, of: result)
                    try backup.add(BackupValue.all(table.columns.count, of: &row, in: table.name))
                }
            }
            try session.execute("CLOSE rows")
        }
        try session.execute("COMMIT")
        try backup.finish()
        return backup.rows
    }

    /// Has the database note a backup, so that it is known later for one that went on from there.
    private static func remember(
        _ mark: [UInt8], in session: PostgresSession, at now: Timestamp
    ) throws(StorageError) {
        var arguments = PostgresArguments()
        arguments.add(mark)
        arguments.add(now.seconds)
        _ = try session.query("INSERT INTO backups (mark, created_at) VALUES ($1, $2)", arguments)
        arguments = PostgresArguments()
        arguments.add(rememberedBackups)
        _ = try session.query(
            """
            DELETE FROM backups WHERE mark IN (
                SELECT mark FROM backups ORDER BY created_at DESC, mark LIMIT ALL OFFSET $1)
            """,
            arguments)
    }
}

/// A table that holds what is kept.
struct PostgresTable {
    let name: String
    /// The names of its columns as every engine has them, in order.
    let columns: [String]
    /// Whether its rows have numbers, by which they were inserted one after the other.
    private let isNumbered: Bool

    /// The tables of the schema that comes first, but for the engine's own.
    static func all(in session: PostgresSession) throws(StorageError) -> [PostgresTable] {
        let result = try session.query(
            """
            SELECT tables.table_name::text, columns.column_name::text
            FROM information_schema.tables JOIN information_schema.columns USING (table_schema, table_name)
            WHERE table_schema = current_schema() AND tables.table_type = 'BASE TABLE'
                AND table_name IN \(Migrations.tableList)
            ORDER BY table_name, columns.ordinal_position
            """)
        var tables: [(name: String, columns: [String])] = []
        for number in 0..<result.rows {
            var row = PostgresRow(number, of: result)
            guard let table = row.text else { continue }
            row.skip(1)
            guard let column = row.text else { continue }
            if tables.last?.name != table { tables.append((table, [])) }
            tables[tables.count - 1].columns.append(column)
        }
        return tables.map { table in
            PostgresTable(
                name: table.name, columns: table.columns.filter { $0 != "rowid" },
                isNumbered: table.columns.contains("rowid"))
        }
    }

    var selection: String {
        "SELECT \(columns.joined(separator: ", ")) FROM \(name)" + (isNumbered ? " ORDER BY rowid" : "")
    }
}
