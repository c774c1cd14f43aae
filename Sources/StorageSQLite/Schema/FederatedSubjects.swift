extension Schema {
    /// The migration `0007-federated-subjects`: for whom of which issuer an account was made. A server of the version
    /// before makes none, and when it removes an account it leaves the row, which then names nobody and gives way.
    static let federatedSubjects = """
        CREATE TABLE federated_subjects (
            issuer TEXT NOT NULL,
            tenant TEXT NOT NULL,
            subject TEXT NOT NULL,
            user_id INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            PRIMARY KEY (issuer, tenant, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX federated_subjects_by_user ON federated_subjects (user_id);
        """
}
