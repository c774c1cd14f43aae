extension Schema {
    /// The migration `0003-logout-notices`: who must still be told that a session has ended. A server of the version
    /// before ends sessions without notices and is not disturbed by the table.
    static let logoutNotices = """
        CREATE TABLE logout_notices (
            session_id BLOB NOT NULL,
            client_id TEXT NOT NULL,
            client_instance INTEGER NOT NULL,
            user_id INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (session_id, client_id, client_instance)
        ) STRICT;
        CREATE INDEX logout_notices_by_due_time ON logout_notices (due_at, client_id);
        CREATE INDEX logout_notices_by_expiry ON logout_notices (expires_at);
        """
}
