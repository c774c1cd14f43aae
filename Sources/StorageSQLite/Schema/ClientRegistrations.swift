extension Schema {
    /// The migration `0004-client-registrations`: when clients that registered themselves leave, whom of them nobody wants
    /// back, and where people were told that they would be sent to. A server of the version before cannot read the rows of such clients and takes them for damaged; it has
    /// no way to make any.
    static let clientRegistrations = """
        ALTER TABLE clients ADD COLUMN idle_lifetime INTEGER;
        ALTER TABLE clients ADD COLUMN expires_at INTEGER;
        CREATE INDEX clients_by_expiry ON clients (expires_at) WHERE expires_at IS NOT NULL;

        ALTER TABLE consents ADD COLUMN destinations TEXT;

        CREATE TABLE dismissals (
            key BLOB NOT NULL PRIMARY KEY,
            dismissed_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX dismissals_by_expiry ON dismissals (expires_at);
        """
}
