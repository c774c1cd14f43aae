import OAuthProtocol
import Storage
import StorageSQL

/// Tables that are made of a backup in the place of those that are there, in one transaction. What was spent, revoked or ended after
/// the backup was made stays so (`SpentSinceBackup`); those that were there are kept in a schema of their own.
package struct PostgresRestoration {
    private let address: DatabaseAddress
    /// Whether the tables that are replaced are asked what they know.
    private let isAsking: Bool
    private let now: () -> Timestamp

    /// - Parameters:
    ///   - address: of the database.
    ///   - isAsking: whether the database is asked what was spent or revoked since; false for a copy of the one that was in use
    ///     last.
    ///   - now: the clock.
    package init(to address: DatabaseAddress, asking isAsking: Bool = true, now: @escaping () -> Timestamp) {
        self.address = address
        self.isAsking = isAsking
        self.now = now
    }

    /// Makes the tables. Nobody sees anything of it before all of it is there.
    ///
    /// - Throws: `BackupError` for the backup, `StorageError` for the database, above all if a server has it open; then the one that
    ///   was there is as it was.
    package func perform(_ backup: inout BackupReader) throws -> ReplacedDatabase {
        try backup.header.refuseToBeOfLater(than: now())
        let session = try PostgresSession(address)
        let schema = PostgresSchema(session)
        try session.execute(
            """
            SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '5s';
            BEGIN ISOLATION LEVEL READ COMMITTED
            """)
        do {
            try session.takeAlone()
            try schema.wait()
            let place = try session.quoted("current_schema()")
            // A name has 63 octets at most.
            let kept = try session.quoted(
                """
                'cardea_replaced_' || CASE WHEN octet_length(current_schema()) > 32 THEN md5(current_schema())
                    ELSE current_schema() END || '_\(now().seconds)'
                """)
            let wasThere = try setAside(in: kept, session)
            try schema.apply(upTo: Migrations.last(of: backup.header))
            try Self.fill(session, from: &backup)
            try schema.apply()
            let replaced = try judge(wasThere ? kept : nil, backup.header, session)
            let columns = Dictionary(
                uniqueKeysWithValues: try PostgresTable.all(in: session).map { ($0.name, $0.columns) })
            let spent = SpentSinceBackup(in: Connection(session), made: place, replaced: kept) { columns[$0] ?? [] }
            if case .known = replaced {
                try spent.keep(at: now())
            } else {
                // Tokens of this very second may have been revoked in it.
                try spent.giveUp(at: max(now(), backup.header.createdAt) + 1)
            }
            try session.execute("COMMIT")
            return replaced
        } catch {
            try? session.execute("ROLLBACK")
            throw error
        }
    }

    /// - Returns: whether there were tables.
    private func setAside(in kept: String, _ session: PostgresSession) throws(StorageError) -> Bool {
        let tables = try session.names(
            """
            SELECT quote_ident(relname) FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
                AND (relname IN \(Migrations.tableList) OR relname LIKE 'cardea\\_%')
            """)
        guard !tables.isEmpty else { return false }
        // With what a copy or a move made: its functions go, and the triggers that call them.
        for function in try session.names(
            """
            SELECT quote_ident(proname) FROM pg_proc
            WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'cardea\\_%'
            """)
        { try session.execute("DROP FUNCTION \(function)() CASCADE") }
        guard try !session.names("SELECT 1::text WHERE has_database_privilege(current_database(), 'CREATE')").isEmpty
        else {
            throw StorageError(
                .unavailable,
                "the tables that are there cannot be kept in a schema of their own: GRANT CREATE ON DATABASE to the role of the address"
            )
        }
        try session.execute("CREATE SCHEMA \(kept)")
        for table in tables { try session.execute("ALTER TABLE \(table) SET SCHEMA \(kept)") }
        return true
    }

    /// Fills the tables with what the backup has.
    private static func fill(_ session: PostgresSession, from backup: inout BackupReader) throws {
        let tables = try PostgresTable.all(in: session)
        var entry = try backup.next()
        while case .table(let name, let columns) = entry {
            guard tables.contains(where: { $0.name == name && $0.columns == columns }) else {
                throw BackupError.ofUnknownTable(name)
            }
            var next: BackupReader.Entry?
            do {
                try session.copy(into: "\(name) (\(columns.joined(separator: ", ")))") { add in
                    next = try backup.next()
                    while case .row(let values) = next {
                        try add(values)
                        next = try backup.next()
                    }
                }
            } catch let error as StorageError where error.code == .damaged {
                // What PostgreSQL says of data and constraints, and nothing else.
                throw BackupError.ofUnfitRow
            }
            entry = next
        }
    }

    /// - `kept`: where the tables are that were there; `nil` if there were none.
    private func judge(
        _ kept: String?, _ header: BackupHeader, _ session: PostgresSession
    ) throws(StorageError) -> ReplacedDatabase {
        guard let kept else { return .none }
        let name = "schema \(kept)"
        let unknowing = { ReplacedDatabase.unknowing(name: name, reason: $0) }
        let steps = try session.query("SELECT identifier FROM \(kept).cardea_migrations")
        let applied = Set((0..<steps.rows).compactMap { PostgresRow($0, of: steps).text })
        guard applied == Set(Migrations.all.map(\.name)) else {
            return unknowing("its tables are those of another version")
        }
        guard isAsking, let mark = header.mark,
            try Connection(session).exists("SELECT 1 FROM \(kept).backups WHERE mark = ?", Blob(mark))
        else { return unknowing("it is not the one that the backup was made of, or it is older") }
        return .known(name: name)
    }
}

extension PostgresSession {
    /// The name that an expression gives, as it stands in a statement.
    fileprivate func quoted(_ expression: String) throws(StorageError) -> String {
        guard let name = try names("SELECT quote_ident(\(expression))").first else {
            throw StorageError(.schema, "the address names a schema that is not there")
        }
        return name
    }

    /// The texts that a query finds.
    fileprivate func names(_ sql: String) throws(StorageError) -> [String] {
        let result = try query(sql)
        return (0..<result.rows).compactMap { PostgresRow($0, of: result).text }
    }
}
