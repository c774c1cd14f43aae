import OAuthProtocol
import Storage

/// What must not come back to life with a backup: a database that is made of one, in one schema, and the database whose place it
/// takes, in another.
package struct SpentSinceBackup {
    /// What lives for minutes: whoever was in the middle of it begins anew.
    private static let short = [
        "waiting_requests", "answers", "device_authorizations", "one_time_links", "invitations", "mails",
    ]
    /// What is only ever added to, with its keys: all of it that the replaced database knows counts.
    private static let additions = [
        ("revoked_tokens", ["jti"]), ("spent_assertions", ["digest"]), ("exchanges", ["id"]), ("dismissals", ["key"]),
        ("attempts", ["key"]), ("security_epoch", ["id"]), ("backups", ["mark"]),
    ]

    /// What people have besides a password, with its keys. What was used up or taken away must not come back, and what was set up
    /// since is theirs.
    private static let factors = [
        ("one_time_codes", ["user_id"]), ("recovery_codes", ["digest"]), ("remembered_browsers", ["digest"]),
        ("passkeys", ["id"]),
    ]

    private let connection: Connection
    private let made: String
    private let replaced: String
    private let columns: (String) throws -> [String]

    /// - Parameters:
    ///   - connection: a transaction on it.
    ///   - made: the schema of the database that is made.
    ///   - replaced: the schema of the one whose place it takes; nothing is asked of it by ``giveUp(at:)``.
    ///   - columns: gives the names of a table's columns.
    package init(
        in connection: Connection, made: String, replaced: String, columns: @escaping (String) throws -> [String]
    ) {
        self.connection = connection
        self.made = made
        self.replaced = replaced
        self.columns = columns
    }

    /// Keeps what the replaced database knows to be alive, as it is there.
    ///
    /// - Throws: `StorageError`; then the transaction in which it is called has to be given up.
    package func keep(at now: Timestamp) throws {
        let grant = ["id", "user_id", "client_id", "client_instance"]
        let consent = ["user_id", "client_id", "client_instance"]
        let session = ["id", "digest", "user_id"]
        for table in Self.short { try empty(table) }
        for (table, key) in Self.additions { try add(table, key: key) }

        try run("DELETE FROM \(made).sessions WHERE \(unknown("sessions", session))")
        try takeOver("sessions", where: session, key: ["id"])
        try run(
            "UPDATE \(made).delegations SET revoked_at = ? WHERE revoked_at IS NULL AND \(unknown("delegations", grant))",
            now)
        try takeOver("delegations", where: grant, key: ["id"])
        try run("DELETE FROM \(made).consents WHERE \(unknown("consents", consent))")
        try takeOver("consents", where: consent, key: ["user_id", "client_id"])
        // One that was taken out of use must not come back either.
        for (table, key) in [
            ("logout_notices", ["session_id", "client_id", "client_instance"]), ("signing_keys", ["id"]),
        ] {
            try empty(table)
            try add(table, key: key)
        }
        for (table, key) in Self.factors {
            try empty(table)
            try add(table, key: key)
            try run(
                "DELETE FROM \(made).\(table) WHERE user_id NOT IN (SELECT id FROM \(made).users)")
        }
        // A password that was replaced and a person who was shut out stay so, and whoever was removed is let in by nobody.
        try run(
            """
            UPDATE \(made).users SET password_hash = theirs.password_hash, disabled = theirs.disabled
            FROM \(replaced).users AS theirs WHERE theirs.id = users.id
            """)
        try run("UPDATE \(made).users SET disabled = 1 WHERE \(unknown("users", ["id"]))")
        // Keys, secrets and rules that were changed stay so. With a client that was removed its tokens died: it comes back as another
        // registration of the same name, unless it can register by itself.
        try takeOver("clients", where: ["id"], key: ["id"])
        try run(
            """
            DELETE FROM \(made).clients
            WHERE origin IN \(ClientRecord.Origin.dynamic) AND \(unknown("clients", ["id"]))
            """)
        try run(
            "UPDATE \(made).clients SET instance = instance / 2 + ? WHERE \(unknown("clients", ["id"]))", now)
    }

    /// Gives up everything that may have been spent, revoked or ended.
    ///
    /// - Throws: `StorageError`; then the transaction in which it is called has to be given up.
    package func giveUp(at now: Timestamp) throws {
        // The marks too: this database is not the one that went on from its backups.
        for table in Self.short + ["sessions", "consents", "logout_notices", "backups", "security_epoch"]
            + ["recovery_codes", "remembered_browsers"]
        {
            try empty(table)
        }
        try run("UPDATE \(made).delegations SET revoked_at = ? WHERE revoked_at IS NULL", now)
        try run("INSERT INTO \(made).security_epoch (id, moved_at) VALUES (1, ?)", now)
    }

    private func empty(_ table: String) throws {
        try run("DELETE FROM \(made).\(table)")
    }

    /// Has all rows of a table that the replaced database has, as they are there, besides those that are there alone.
    private func add(_ table: String, key: [String]) throws {
        let names = try columns(table)
        try put(
            table, names, key: key, "SELECT \(names.joined(separator: ", ")) FROM \(replaced).\(table) WHERE true")
    }

    /// Has the rows of a table that both have by some columns as the replaced database has them.
    private func takeOver(_ table: String, where same: [String], key: [String]) throws {
        let names = try columns(table)
        let condition = same.map { "mine.\($0) = theirs.\($0)" }.joined(separator: " AND ")
        try put(
            table, names, key: key,
            """
            SELECT \(names.map { "theirs.\($0)" }.joined(separator: ", "))
            FROM \(replaced).\(table) AS theirs JOIN \(made).\(table) AS mine ON \(condition) WHERE true
            """)
    }

    private func put(_ table: String, _ names: [String], key: [String], _ selection: String) throws {
        let changes = names.filter { !key.contains($0) }.map { "\($0) = excluded.\($0)" }
        let conflict = changes.isEmpty ? "NOTHING" : "UPDATE SET \(changes.joined(separator: ", "))"
        try run(
            """
            INSERT INTO \(made).\(table) (\(names.joined(separator: ", "))) \(selection)
            ON CONFLICT (\(key.joined(separator: ", "))) DO \(conflict)
            """)
    }

    private func unknown(_ table: String, _ key: [String]) -> String {
        let same = key.map { "theirs.\($0) = \(table).\($0)" }.joined(separator: " AND ")
        return "NOT EXISTS (SELECT 1 FROM \(replaced).\(table) AS theirs WHERE \(same))"
    }

    private func run<each Value: Bindable>(_ sql: String, _ values: repeat each Value) throws(StorageError) {
        _ = try connection.run(sql, repeat each values)
    }
}
