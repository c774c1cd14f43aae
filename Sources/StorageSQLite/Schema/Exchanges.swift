extension Schema {
    /// The migration `0006-exchanges`: which token was exchanged for which. A server of the version before does not know
    /// the tokens that name these rows, and refuses them.
    static let exchanges = """
        CREATE TABLE exchanges (
            id BLOB NOT NULL PRIMARY KEY,
            client_id TEXT NOT NULL,
            client_instance INTEGER NOT NULL,
            subject_token_id TEXT NOT NULL,
            subject_client_id TEXT NOT NULL,
            actor_token_id TEXT,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX exchanges_by_expiry ON exchanges (expires_at);
        """
}
