extension Schema {
    /// The migration `0005-device-authorizations`: what devices ask for, under digests of their two codes. A request
    /// without `decided_at` waits, one with it but without `user_id` was denied. A server of the version before knows no
    /// device flow and is not disturbed by the table.
    static let deviceAuthorizations = """
        CREATE TABLE device_authorizations (
            digest BLOB NOT NULL PRIMARY KEY,
            user_code BLOB NOT NULL UNIQUE,
            client_id TEXT NOT NULL,
            client_instance INTEGER NOT NULL,
            scope TEXT NOT NULL,
            scope_is_as_asked INTEGER NOT NULL,
            resources TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            codes_expire_at INTEGER NOT NULL,
            decided_at INTEGER,
            user_id INTEGER,
            session_id BLOB,
            authenticated_at INTEGER,
            acr TEXT,
            delegation_id BLOB,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX device_authorizations_by_user ON device_authorizations (user_id) WHERE user_id IS NOT NULL;
        CREATE INDEX device_authorizations_by_expiry ON device_authorizations (expires_at);
        """
}
