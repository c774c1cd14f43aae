extension Migrations {
    /// What the step `0001-first-tables` makes.
    static let firstTables = """
        CREATE TABLE clients (
            id TEXT NOT NULL PRIMARY KEY,
            instance INTEGER NOT NULL,
            metadata TEXT NOT NULL,
            secrets TEXT NOT NULL,
            origin TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            last_used_at INTEGER
        ) STRICT;

        CREATE TABLE users (
            id INTEGER NOT NULL PRIMARY KEY,
            username TEXT NOT NULL,
            username_key TEXT NOT NULL UNIQUE,
            email TEXT,
            email_key TEXT UNIQUE,
            email_verified INTEGER NOT NULL,
            name TEXT,
            password_hash TEXT,
            disabled INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE sessions (
            id BLOB NOT NULL PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE,
            user_id INTEGER NOT NULL,
            authenticated_at INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            last_used_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            user_agent TEXT NOT NULL,
            address TEXT NOT NULL
        ) STRICT;
        CREATE INDEX sessions_by_user ON sessions (user_id);
        CREATE INDEX sessions_by_expiry ON sessions (expires_at);

        CREATE TABLE interactions (
            digest BLOB NOT NULL PRIMARY KEY,
            browser BLOB NOT NULL,
            request BLOB NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX interactions_by_browser ON interactions (browser);
        CREATE INDEX interactions_by_expiry ON interactions (expires_at);

        CREATE TABLE consents (
            user_id INTEGER NOT NULL,
            client_id TEXT NOT NULL,
            client_instance INTEGER NOT NULL,
            scope TEXT NOT NULL,
            resources TEXT NOT NULL,
            granted_at INTEGER NOT NULL,
            PRIMARY KEY (user_id, client_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX consents_by_client ON consents (client_id);

        CREATE TABLE delegations (
            id BLOB NOT NULL PRIMARY KEY,
            client_id TEXT NOT NULL,
            client_instance INTEGER NOT NULL,
            user_id INTEGER NOT NULL,
            session_id BLOB,
            scope TEXT NOT NULL,
            resources TEXT NOT NULL,
            authenticated_at INTEGER,
            created_at INTEGER NOT NULL,
            code_digest BLOB,
            redirect_uri TEXT,
            redirect_uri_was_sent INTEGER,
            code_challenge TEXT,
            nonce TEXT,
            scope_is_as_asked INTEGER,
            code_expires_at INTEGER,
            redeemed_at INTEGER,
            refresh_generation INTEGER,
            refresh_rotated_at INTEGER,
            refresh_expires_at INTEGER,
            revoked_at INTEGER,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX delegations_by_user ON delegations (user_id);
        CREATE INDEX delegations_by_expiry ON delegations (expires_at);

        CREATE TABLE revoked_tokens (
            jti TEXT NOT NULL PRIMARY KEY,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at);

        CREATE TABLE spent_assertions (
            digest BLOB NOT NULL PRIMARY KEY,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX spent_assertions_by_expiry ON spent_assertions (expires_at);

        CREATE TABLE attempts (
            key BLOB NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL,
            blocked_until INTEGER,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX attempts_by_expiry ON attempts (expires_at);

        CREATE TABLE signing_keys (
            id TEXT NOT NULL PRIMARY KEY,
            algorithm TEXT NOT NULL,
            state TEXT NOT NULL,
            sealed BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            activated_at INTEGER,
            retires_at INTEGER
        ) STRICT;
        """
}
