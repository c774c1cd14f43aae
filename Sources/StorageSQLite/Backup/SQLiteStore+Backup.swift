import Foundation
import GRDB
import OAuthProtocol
import Storage
import StorageSQL

extension SQLiteStore {
    /// How many backups a database remembers. After a restoration of one before it knows nothing.
    private static let rememberedBackups = 1_000

    /// Writes every row of the database at `path` as it is at one moment, while others go on writing. The database remembers that.
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
        path: String, at now: Timestamp, program: String, mark: [UInt8],
        onTrouble: (StorageError) -> Void, onTable: (String) -> Void, to write: @escaping ([UInt8]) throws -> Void
    ) throws -> Int {
        let reader = try StorageError.converting { try DatabaseQueue(path: path, configuration: .reader) }
        // Opened second and closed last: who closes last folds the write-ahead log into the database, which who only reads cannot.
        let writer = Result { () throws(StorageError) in
            try StorageError.converting { try DatabaseQueue(path: path, configuration: .writer) }
        }
        defer {
            try? reader.close()
            try? writer.get().close()
        }
        let lacking = try Schema.pending(in: reader)
        var isRemembered = lacking.isEmpty
        do throws(StorageError) {
            if isRemembered { try remember(mark, in: writer.get(), at: now) }
        } catch {
            isRemembered = false
            onTrouble(error)
        }
        let header = BackupHeader(
            createdAt: now, program: program, schema: Schema.migrations.filter { !lacking.contains($0) },
            mark: isRemembered ? mark : nil)
        // One transaction, which sees one moment.
        return try reader.read { database in
            var backup = try BackupWriter(header, to: write)
            for table in try Self.tables(in: database) {
                onTable(table)
                let columns = try Self.columns(of: table, in: database)
                try backup.begin(table, columns: columns)
                // GRDB's own values end a text where it has U+0000.
                try Connection(SQLiteConnection(database)).query(
                    "SELECT \(columns.joined(separator: ", ")) FROM \(table)"
                ) { row in try backup.add(BackupValue.all(columns.count, of: &row, in: table)) }
            }
            try backup.finish()
            return backup.rows
        }
    }

    /// Has the database note a backup, so that it is known later for one that went on from there.
    private static func remember(
        _ mark: [UInt8], in database: DatabaseQueue, at now: Timestamp
    ) throws(StorageError) {
        try StorageError.converting {
            try database.write { database in
                try database.execute(
                    sql: "INSERT INTO backups (mark, created_at) VALUES (?, ?)", arguments: [Data(mark), now.seconds])
                try database.execute(
                    sql: """
                        DELETE FROM backups WHERE mark IN (
                            SELECT mark FROM backups ORDER BY created_at DESC, mark LIMIT -1 OFFSET ?)
                        """,
                    arguments: [rememberedBackups])
            }
        }
    }

    /// The tables that hold what is kept, which is all but those of the engines' own.
    static func tables(in database: GRDB.Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT name FROM sqlite_master WHERE type = 'table' AND name IN \(Migrations.tableList) ORDER BY name
                """)
    }

    static func columns(of table: String, in database: GRDB.Database) throws -> [String] {
        try database.columns(in: table).map(\.name)
    }
}
