import GRDB
import OAuthProtocol
import Storage
import StorageSQL

/// What must not come back to life with a backup.
enum SpentSinceBackup {
    /// What lives for minutes: whoever was in the middle of it begins anew.
    private static let short = ["waiting_requests", "answers", "device_authorizations"]
    /// What is only ever added to: all of it that the replaced database knows counts.
    private static let additions = [
        "revoked_tokens", "spent_assertions", "exchanges", "dismissals", "attempts", "security_epoch", "backups",
    ]

    /// Keeps what the database that is attached as `replaced` knows to be alive, as it is there.
    static func keep(in database: GRDB.Database, at now: Timestamp) throws {
        try database.inTransaction {
            for statement in try statements(in: database, at: now) { try database.execute(sql: statement) }
            return .commit
        }
    }

    /// Gives up everything that may have been spent, revoked or ended.
    static func giveUp(in database: GRDB.Database, at now: Timestamp) throws {
        try database.inTransaction {
            // The marks too: this database is not the one that went on from its backups.
            for table in short + ["sessions", "consents", "logout_notices", "backups"] {
                try database.execute(sql: "DELETE FROM main.\(table)")
            }
            try database.execute(
                sql: "UPDATE main.delegations SET revoked_at = ? WHERE revoked_at IS NULL", arguments: [now.seconds])
            try database.execute(
                sql: "INSERT OR REPLACE INTO main.security_epoch (id, moved_at) VALUES (1, ?)", arguments: [now.seconds]
            )
            return .commit
        }
    }

    private static func statements(in database: GRDB.Database, at now: Timestamp) throws -> [String] {
        let columns = { (table: String) in try SQLiteStore.columns(of: table, in: database) }
        // The rows of a table that both have by these columns, as the replaced database has them.
        let takeOver = { (table: String, key: [String]) in
            let names = try columns(table)
            let same = key.map { "mine.\($0) = theirs.\($0)" }.joined(separator: " AND ")
            return """
                INSERT OR REPLACE INTO main.\(table) (\(names.joined(separator: ", ")))
                SELECT \(names.map { "theirs.\($0)" }.joined(separator: ", "))
                FROM replaced.\(table) AS theirs JOIN main.\(table) AS mine ON \(same)
                """
        }
        let add = { (table: String) in
            let names = try columns(table).joined(separator: ", ")
            return "INSERT OR REPLACE INTO main.\(table) (\(names)) SELECT \(names) FROM replaced.\(table)"
        }
        let unknown = { (table: String, key: [String]) in
            let same = key.map { "theirs.\($0) = \(table).\($0)" }.joined(separator: " AND ")
            return "NOT EXISTS (SELECT 1 FROM replaced.\(table) AS theirs WHERE \(same))"
        }
        let grant = ["id", "user_id", "client_id", "client_instance"]
        let consent = ["user_id", "client_id", "client_instance"]
        let session = ["id", "digest", "user_id"]
        return try short.map { "DELETE FROM main.\($0)" } + additions.map(add) + [
            "DELETE FROM main.sessions WHERE \(unknown("sessions", session))", takeOver("sessions", session),
            "UPDATE main.delegations SET revoked_at = \(now.seconds) WHERE revoked_at IS NULL AND \(unknown("delegations", grant))",
            takeOver("delegations", grant),
            "DELETE FROM main.consents WHERE \(unknown("consents", consent))", takeOver("consents", consent),
            "DELETE FROM main.logout_notices", add("logout_notices"),
            // One that was taken out of use must not come back either.
            "DELETE FROM main.signing_keys", add("signing_keys"),
            // A password that was replaced and a person who was shut out stay so, and whoever was removed is let in by nobody.
            """
            UPDATE main.users SET password_hash = theirs.password_hash, disabled = theirs.disabled
            FROM replaced.users AS theirs WHERE theirs.id = users.id
            """,
            "UPDATE main.users SET disabled = 1 WHERE \(unknown("users", ["id"]))",
            // Keys, secrets and rules that were changed stay so. With a client that was removed its tokens died: it comes back as another
            // registration of the same name, unless it can register by itself.
            takeOver("clients", ["id"]),
            "DELETE FROM main.clients WHERE origin IN \(ClientRecord.Origin.dynamic) AND \(unknown("clients", ["id"]))",
            "UPDATE main.clients SET instance = abs(random() / 2) WHERE \(unknown("clients", ["id"]))",
        ]
    }
}
