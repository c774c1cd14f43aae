import Storage
import StorageSQL

/// The tables in PostgreSQL, brought up to date by the numbered steps (``Migrations``).
struct PostgresSchema {
    /// A number that nobody else locks by: whoever migrates waits for whoever is at it.
    private static let lock = "SELECT pg_advisory_xact_lock(4216637961)"

    private let session: PostgresSession

    init(_ session: PostgresSession) {
        self.session = session
    }

    /// Applies what is lacking, all of it in one transaction.
    ///
    /// - Returns: the names of the migrations that were applied.
    /// - Throws: `.schema` for a database of a newer version.
    func migrate() throws(StorageError) -> [String] {
        // Serializable would see the tables as they were before it waited for the lock.
        try session.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        do {
            try session.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            try wait()
            let applied = try apply()
            try session.execute("COMMIT")
            return applied
        } catch {
            try? session.execute("ROLLBACK")
            throw error
        }
    }

    /// Has the transaction wait until nobody else changes the tables, and everybody else until its end.
    func wait() throws(StorageError) {
        _ = try session.query(Self.lock)
    }

    /// Applies what is lacking, in the transaction that is under way.
    ///
    /// - `last`: the step behind which nothing is applied; `nil` for all.
    /// - Returns: the names of the migrations that were applied.
    /// - Throws: `.schema` for a database of a newer version.
    @discardableResult
    func apply(upTo last: String? = nil) throws(StorageError) -> [String] {
        let pending = try pending()
        if !pending.isEmpty {
            try session.execute(
                "CREATE TABLE IF NOT EXISTS cardea_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
        }
        var applied: [String] = []
        for step in Migrations.all where pending.contains(step.name) {
            try session.execute(Self.translated(step.sql))
            var name = PostgresArguments()
            name.add(step.name)
            _ = try session.query("INSERT INTO cardea_migrations (identifier) VALUES ($1)", name)
            applied.append(step.name)
            if step.name == last { break }
        }
        if last == nil { try announceChanges() }
        return applied
    }

    /// What every server is told at once when one changes it. Codes that are redeemed and refresh tokens that rotate are not among
    /// it: they are asked about each time, and who tells waits for all others who do.
    private static let announced = [
        "clients": "INSERT OR DELETE OR UPDATE OF instance, metadata, secrets", "delegations": "UPDATE OF revoked_at",
        "revoked_tokens": "INSERT", "security_epoch": "INSERT", "sessions": "DELETE",
        "signing_keys": "INSERT OR DELETE", "users": "DELETE OR UPDATE OF disabled, password_hash",
    ]

    /// Has what is announced be so, unless it is already. A server of a version before takes no notice, and an engine that speaks
    /// the same protocol and cannot do it goes without: each server asks once a second all the same.
    private func announceChanges() throws(StorageError) {
        try session.execute("SAVEPOINT before_announcing")
        do {
            try makeAnnouncements()
        } catch {
            try session.execute("ROLLBACK TO SAVEPOINT before_announcing")
        }
    }

    private func makeAnnouncements() throws(StorageError) {
        let known = try session.query(
            "SELECT 1 FROM pg_trigger WHERE tgname = 'cardea_announce' AND tgrelid = to_regclass('clients')")
        guard known.rows == 0 else { return }
        try session.execute(
            """
            CREATE OR REPLACE FUNCTION cardea_announce() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                PERFORM pg_notify('cardea_' || md5(TG_TABLE_SCHEMA), '');
                RETURN NULL;
            END $$
            """)
        for (table, changes) in Self.announced {
            try session.execute(
                """
                CREATE TRIGGER cardea_announce AFTER \(changes) ON \(table)
                FOR EACH STATEMENT EXECUTE FUNCTION cardea_announce()
                """)
        }
    }

    /// Has the session be told of what is announced.
    static func listen(_ session: PostgresSession) throws(StorageError) {
        let name = try session.query("SELECT 'cardea_' || md5(current_schema())")
        guard name.rows == 1, let channel = PostgresRow(0, of: name).text else { return }
        try session.execute("LISTEN \(channel)")
    }

    /// The names of the migrations that the database still lacks, in order. Changes nothing.
    ///
    /// - Throws: `.schema` for a database of a newer version.
    func pending() throws(StorageError) -> [String] {
        let names = Migrations.all.map(\.name)
        let table = try session.query("SELECT 1 WHERE to_regclass('cardea_migrations') IS NOT NULL")
        guard table.rows > 0 else { return names }
        let result = try session.query("SELECT identifier FROM cardea_migrations")
        let applied = Set((0..<result.rows).compactMap { PostgresRow($0, of: result).text })
        try Migrations.refuseNewer(than: applied)
        return names.filter { !applied.contains($0) }
    }

    /// A step as PostgreSQL takes it. The same words for types are other types there, and the number of a row, which SQLite
    /// keeps by itself, is a column.
    static func translated(_ sql: String) -> String {
        var lines: [String] = []
        for line in sql.split(separator: "\n", omittingEmptySubsequences: false) {
            switch line.drop(while: { $0 == " " }) {
            case ") STRICT, WITHOUT ROWID;": lines.append(");")
            case ") STRICT;":
                lines[lines.count - 1] += ","
                lines += ["    rowid BIGINT NOT NULL GENERATED BY DEFAULT AS IDENTITY", ");"]
            default:
                let words = line.split(separator: " ", omittingEmptySubsequences: false).map { word in
                    let end = word.hasSuffix(",") || word.hasSuffix(";") ? String(word.suffix(1)) : ""
                    switch word.dropLast(end.count) {
                    case "INTEGER": return "BIGINT" + end
                    case "BLOB": return "BYTEA" + end
                    case "TEXT": return "TEXT COLLATE \"C\"" + end
                    default: return String(word)
                    }
                }
                lines.append(words.joined(separator: " "))
            }
        }
        return lines.joined(separator: "\n")
    }
}
