extension Schema {
    /// The migration `0008-what-strangers-keep`: requests that wait with whose share they are, answers, and the network of
    /// devices that strangers have waiting. A server of the version before goes on with `interactions`, which 0015 takes away.
    static let whatStrangersKeep = """
        CREATE TABLE waiting_requests (
            digest BLOB NOT NULL PRIMARY KEY,
            user_id INTEGER,
            network BLOB,
            request BLOB NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX waiting_requests_by_user ON waiting_requests (user_id, expires_at) WHERE user_id IS NOT NULL;
        CREATE INDEX waiting_requests_by_network ON waiting_requests (network, expires_at) WHERE network IS NOT NULL;
        CREATE INDEX waiting_requests_of_strangers ON waiting_requests (expires_at) WHERE network IS NOT NULL;
        CREATE INDEX waiting_requests_by_expiry ON waiting_requests (expires_at);

        CREATE TABLE answers (
            request BLOB NOT NULL PRIMARY KEY,
            session_id BLOB NOT NULL,
            delegation_id BLOB,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX answers_by_expiry ON answers (expires_at);

        ALTER TABLE device_authorizations ADD COLUMN network BLOB;
        CREATE INDEX device_authorizations_by_network ON device_authorizations (network, expires_at)
            WHERE network IS NOT NULL AND decided_at IS NULL;
        CREATE INDEX device_authorizations_of_strangers ON device_authorizations (expires_at)
            WHERE network IS NOT NULL AND decided_at IS NULL;
        """
}
