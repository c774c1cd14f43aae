extension Schema {
    /// The migration `0013-registration-shares`: whose share of the rows a registration has that nobody has let in. A server of
    /// the version before writes none.
    static let registrationShares = """
        ALTER TABLE clients ADD COLUMN network BLOB;
        CREATE INDEX clients_by_network ON clients (network, expires_at) WHERE network IS NOT NULL;
        CREATE INDEX clients_of_strangers ON clients (expires_at) WHERE network IS NOT NULL;

        ALTER TABLE dismissals ADD COLUMN network BLOB;
        CREATE INDEX dismissals_by_network ON dismissals (network, expires_at) WHERE network IS NOT NULL;
        CREATE INDEX dismissals_of_strangers ON dismissals (expires_at) WHERE network IS NOT NULL;
        """
}
