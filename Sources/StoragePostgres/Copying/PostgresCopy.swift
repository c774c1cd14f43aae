import Storage
import StorageSQL

extension PostgresStore {
    /// Whether the database at `address` is all of what it should be. Changes nothing.
    ///
    /// - Throws: `StorageError` if it cannot be reached.
    package static func state(_ address: DatabaseAddress) throws(StorageError) -> DatabaseState {
        try Connection(PostgresSession(address)).state()
    }

    /// A number that nobody else locks by, and the schema.
    private static let copying = "42166381, hashtext(current_schema()::text)"

    /// Opens the database at `address` as one that is copied, or filled by a copy, for the time of `body`.
    ///
    /// - Throws: `StorageError` if it cannot be reached, or another copy is at work with it; what `body` throws.
    package static func withCopied<Result>(
        _ address: DatabaseAddress, _ body: (any CopiedDatabase) throws -> Result
    ) throws -> Result {
        let session = try PostgresSession(address)
        try session.execute(
            "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '10s'")
        guard try session.query("SELECT 1 WHERE pg_try_advisory_lock(\(Self.copying))").rows == 1 else {
            throw StorageError(.unavailable, "another copy is at work with \(address): wait for its end")
        }
        return try body(PostgresCopy(session: session))
    }
}

/// A database of PostgreSQL from which another is filled, or that is filled.
private struct PostgresCopy: CopiedDatabase {
    let session: PostgresSession

    var connection: Connection { Connection(session) }

    func tables() throws(StorageError) -> [CopiedTable] {
        let columns = try session.query(
            """
            SELECT class.relname::text, attribute.attname::text, type.typname::text,
                coalesce(array_position(index.indkey::int2[], attribute.attnum), -1)::int8
            FROM pg_class AS class JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
                JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid
                JOIN pg_type AS type ON type.oid = attribute.atttypid
                JOIN pg_index AS index ON index.indrelid = class.oid AND index.indisprimary
            WHERE namespace.nspname = current_schema() AND class.relkind = 'r' AND class.relname IN \(Migrations.tableList)
                AND attribute.attnum > 0 AND NOT attribute.attisdropped
            ORDER BY class.relname::text COLLATE "C", attribute.attnum
            """)
        var found: [(name: String, columns: [CopiedTable.Column], key: [(place: Int64, name: String)])] = []
        for number in 0..<columns.rows {
            var row: any ResultRow = PostgresRow(number, of: columns)
            let table: String = try row.value()
            let column: String = try row.value()
            let type: String = try row.value()
            let place: Int64 = try row.value()
            if found.last?.name != table { found.append((table, [], [])) }
            let kind: ColumnKind = type == "int8" ? .integer : type == "bytea" ? .octets : .text
            // As SQLite has it, before all others.
            let index = column == "rowid" ? 0 : found[found.count - 1].columns.count
            found[found.count - 1].columns.insert(CopiedTable.Column(column, kind), at: index)
            if place >= 0 { found[found.count - 1].key.append((place, column)) }
        }
        return found.map { table in
            let key = table.key.sorted { $0.place < $1.place }.map(\.name)
            let isNumberedByKey =
                key.count == 1 && table.columns.contains(CopiedTable.Column(key[0], .integer))
            return CopiedTable(
                table.name, table.columns.filter { !(isNumberedByKey && $0.name == "rowid") }, key: key)
        }
    }

    func transact(_ body: () throws -> Void) throws {
        try session.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        do {
            try body()
            try session.execute("COMMIT")
        } catch {
            try? session.execute("ROLLBACK")
            throw error
        }
    }

    func transactAlone(_ body: () throws -> Void) throws {
        let names = try tables().map(\.name).joined(separator: ", ")
        try transact {
            // All that is needed at once: whoever takes more later can be in the way of one who waits.
            try session.execute("LOCK TABLE \(names) IN ACCESS EXCLUSIVE MODE")
            try body()
        }
    }

    func whileUnused(orElse refusal: CopyError, _ body: () throws -> Void) throws {
        do { try session.takeAlone() } catch { throw error.code == .unavailable ? refusal as any Error : error }
        defer { session.giveBack() }
        try body()
    }

    func add(_ rows: [[BackupValue]], to table: CopiedTable) throws {
        guard !rows.isEmpty else { return }
        try session.copy(into: "\(table.name) (\(table.names))") { add in
            for row in rows { try add(row) }
        }
    }

    /// Numbers that are left free behind those of the rows that are there, for those that follow.
    private static let gap = 1_000_000

    /// The numbers of rows go on behind those that were copied.
    func settle(_ tables: [CopiedTable]) throws(StorageError) {
        for table in tables where table.columns.contains(CopiedTable.Column("rowid", .integer)) {
            try session.execute(
                """
                SELECT setval(pg_get_serial_sequence('\(table.name)', 'rowid'),
                    coalesce((SELECT max(rowid) FROM \(table.name)), 0) + \(Self.gap))
                """)
        }
        try session.execute("ANALYZE \(tables.map(\.name).joined(separator: ", "))")
    }

    func noteChanges(of table: CopiedTable, _ isNoting: Bool) throws(StorageError) {
        try session.execute(
            """
            SET client_min_messages = error;
            DROP TRIGGER IF EXISTS \(table.noted) ON \(table.name);
            DROP FUNCTION IF EXISTS \(table.noted)();
            DROP TABLE IF EXISTS \(table.noted)
            """)
        guard isNoting else { return }
        let names = table.keyColumns.map(\.name)
        let types = table.keyColumns.map { column in
            let type = column.kind == .integer ? "BIGINT" : column.kind == .octets ? "BYTEA" : "TEXT"
            return "\(column.name) \(type)"
        }
        let note = { (row: String) in
            let values = names.map { "\(row).\($0)" }.joined(separator: ", ")
            return "INSERT INTO \(table.noted) (\(names.joined(separator: ", "))) VALUES (\(values));"
        }
        try session.execute(
            """
            CREATE TABLE \(table.noted) (number BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY, \(types.joined(separator: ", ")));
            CREATE FUNCTION \(table.noted)() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF TG_OP <> 'INSERT' THEN \(note("OLD")) END IF;
                IF TG_OP <> 'DELETE' THEN \(note("NEW")) END IF;
                RETURN NULL;
            END $$;
            CREATE TRIGGER \(table.noted) AFTER INSERT OR UPDATE OR DELETE ON \(table.name)
                FOR EACH ROW EXECUTE FUNCTION \(table.noted)()
            """)
    }

    func refuseChanges(of tables: [CopiedTable]) throws(StorageError) {
        try session.execute(
            """
            CREATE TABLE \(DatabaseState.moved) (place TEXT NOT NULL);
            CREATE FUNCTION \(DatabaseState.moved)() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                RAISE EXCEPTION 'the database has moved' USING ERRCODE = '\(PostgresFailure.moved)';
            END $$
            """)
        for table in tables {
            try session.execute(
                """
                CREATE TRIGGER \(DatabaseState.moved) BEFORE INSERT OR UPDATE OR DELETE ON \(table.name)
                FOR EACH STATEMENT EXECUTE FUNCTION \(DatabaseState.moved)()
                """)
        }
    }
}
