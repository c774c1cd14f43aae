import Storage

/// The tables, as numbered steps that only go forward. A step that was released never changes; the next version adds one, and
/// expands before it contracts, so that two versions can run side by side.
package enum Migrations {
    /// Every step by its name, in order.
    ///
    /// Times are seconds since the epoch. Identifiers of delegations and sessions begin with the time, so rows made
    /// together lie together in every index and a commit touches few pages. Nothing references anything: whoever
    /// removes a row says what goes with it, and what is inserted is conditional on what it needs.
    package static let all: [(name: String, sql: String)] = [
        ("0001-first-tables", firstTables),
        // What a delegation says about the sign-in, what was asked for and allowed of single claims, and what is known
        // of people besides their names. All of it may be absent, so a server of the version before goes on writing.
        (
            "0002-openid",
            """
            ALTER TABLE delegations ADD COLUMN acr TEXT;
            ALTER TABLE delegations ADD COLUMN claims TEXT;
            ALTER TABLE consents ADD COLUMN claims TEXT;
            ALTER TABLE users ADD COLUMN claims TEXT;
            """
        ),
        // Who must still be told that a session has ended. A server of the version before ends sessions without
        // notices and is not disturbed by the table.
        (
            "0003-logout-notices",
            """
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
        ),
        // When clients that registered themselves leave, whom of them nobody wants back, and where people were told
        // that they would be sent to. A server of the version before cannot read the rows of such clients and takes
        // them for damaged; it has no way to make any.
        (
            "0004-client-registrations",
            """
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
        ),
        // What devices ask for, under digests of their two codes. A request without `decided_at` waits, one with it
        // but without `user_id` was denied. A server of the version before knows no device flow and is not disturbed
        // by the table.
        (
            "0005-device-authorizations",
            """
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
        ),
        // Which token was exchanged for which. A server of the version before does not know the tokens that name these
        // rows, and refuses them.
        (
            "0006-exchanges",
            """
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
        ),
        // For whom of which issuer an account was made. A server of the version before makes none, and when it removes
        // an account it leaves the row, which then names nobody and gives way.
        (
            "0007-federated-subjects",
            """
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
        ),
        // Requests that wait with whose share they are, answers, and the network of devices that strangers have
        // waiting. A server of the version before goes on with `interactions`, which 0015 takes away.
        (
            "0008-what-strangers-keep",
            """
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
        ),
        // An index by which the oldest of one user and client are found. A server of the version before goes on
        // without a bound on them.
        (
            "0009-redeemed-delegations",
            """
            CREATE INDEX delegations_redeemed ON delegations (user_id, client_id, revoked_at) WHERE redeemed_at IS NOT NULL;
            UPDATE delegations SET nonce = NULL WHERE redeemed_at IS NOT NULL AND nonce IS NOT NULL;
            """
        ),
        // Whose share of the rows a registration has that nobody has let in. A server of the version before writes
        // none.
        (
            "0013-registration-shares",
            """
            ALTER TABLE clients ADD COLUMN network BLOB;
            CREATE INDEX clients_by_network ON clients (network, expires_at) WHERE network IS NOT NULL;
            CREATE INDEX clients_of_strangers ON clients (expires_at) WHERE network IS NOT NULL;

            ALTER TABLE dismissals ADD COLUMN network BLOB;
            CREATE INDEX dismissals_by_network ON dismissals (network, expires_at) WHERE network IS NOT NULL;
            CREATE INDEX dismissals_of_strangers ON dismissals (expires_at) WHERE network IS NOT NULL;
            """
        ),
        ("0014-logout-notices-by-user", "CREATE INDEX logout_notices_by_user ON logout_notices (user_id)"),
        // Requests wait in `waiting_requests` since 0008, and nothing has been put there.
        ("0015-without-interactions", "DROP TABLE interactions"),
        // Whose answers and revocations there are, and an index of the codes that wait. A server of the version before notes
        // nobody, and goes on without a bound on them.
        (
            "0016-what-people-keep",
            """
            ALTER TABLE answers ADD COLUMN user_id INTEGER;
            CREATE INDEX answers_by_user ON answers (user_id, expires_at) WHERE user_id IS NOT NULL;

            CREATE INDEX delegations_waiting ON delegations (user_id, client_id, revoked_at)
                WHERE redeemed_at IS NULL AND code_digest IS NOT NULL;

            ALTER TABLE revoked_tokens ADD COLUMN user_id INTEGER;
            ALTER TABLE revoked_tokens ADD COLUMN delegation_id BLOB;
            CREATE INDEX revoked_tokens_by_user ON revoked_tokens (user_id, delegation_id) WHERE user_id IS NOT NULL;
            """
        ),
        // Which backups were made of this database, and since when nothing counts that was issued before (`cardea restore`). A
        // server of the version before takes no notice.
        (
            "0017-backups",
            """
            CREATE TABLE security_epoch (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                moved_at INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE backups (
                mark BLOB NOT NULL PRIMARY KEY,
                created_at INTEGER NOT NULL
            ) STRICT;
            """
        ),
        // One index by user instead of three: less to write with each code, and none but this to choose from. A server of the
        // version before goes by it too; one of SQLite names those that leave, and is to be stopped first.
        (
            "0018-delegations-of-user",
            """
            CREATE INDEX delegations_of_user
                ON delegations (user_id, (\(CountedDelegations.phase)), client_id, (\(CountedDelegations.revocation)));
            DROP INDEX delegations_by_user;
            DROP INDEX delegations_redeemed;
            DROP INDEX delegations_waiting;
            """
        ),
        // How somebody signed in, and what people have besides a password. A server of the version before writes none of it, and
        // asks nobody for a second factor.
        (
            "0019-second-factors",
            """
            ALTER TABLE sessions ADD COLUMN methods INTEGER;
            ALTER TABLE delegations ADD COLUMN methods INTEGER;
            ALTER TABLE device_authorizations ADD COLUMN methods INTEGER;

            CREATE TABLE one_time_codes (
                user_id INTEGER NOT NULL PRIMARY KEY,
                sealed BLOB NOT NULL,
                created_at INTEGER NOT NULL,
                last_step INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE recovery_codes (
                digest BLOB NOT NULL PRIMARY KEY,
                user_id INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);

            CREATE TABLE remembered_browsers (
                digest BLOB NOT NULL PRIMARY KEY,
                user_id INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                user_agent TEXT NOT NULL,
                address TEXT NOT NULL
            ) STRICT;
            CREATE INDEX remembered_browsers_by_user ON remembered_browsers (user_id, created_at);
            CREATE INDEX remembered_browsers_by_expiry ON remembered_browsers (expires_at);

            CREATE TABLE passkeys (
                id BLOB NOT NULL PRIMARY KEY,
                user_id INTEGER NOT NULL,
                name TEXT NOT NULL,
                public_key BLOB NOT NULL,
                sign_count INTEGER NOT NULL,
                backup_eligible INTEGER NOT NULL,
                transports TEXT,
                created_at INTEGER NOT NULL,
                last_used_at INTEGER
            ) STRICT;
            CREATE INDEX passkeys_by_user ON passkeys (user_id, created_at);

            CREATE TABLE one_time_links (
                digest BLOB NOT NULL PRIMARY KEY,
                user_id INTEGER NOT NULL,
                purpose TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX one_time_links_by_user ON one_time_links (user_id);
            CREATE INDEX one_time_links_by_expiry ON one_time_links (expires_at);
            """
        ),
        // Messages that wait for the mail server, and the links in them. A server of the version before writes none of it.
        (
            "0020-mail",
            """
            ALTER TABLE one_time_links ADD COLUMN email TEXT;

            CREATE TABLE invitations (
                digest BLOB NOT NULL PRIMARY KEY,
                email TEXT NOT NULL,
                email_key TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX invitations_by_email ON invitations (email_key);
            CREATE INDEX invitations_by_expiry ON invitations (expires_at);

            CREATE TABLE mails (
                id BLOB NOT NULL PRIMARY KEY,
                kind TEXT NOT NULL,
                user_id INTEGER,
                recipient TEXT NOT NULL,
                host TEXT NOT NULL,
                language TEXT NOT NULL,
                sealed BLOB NOT NULL,
                created_at INTEGER NOT NULL,
                attempts INTEGER NOT NULL,
                due_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX mails_by_user ON mails (user_id, created_at);
            CREATE INDEX mails_by_kind ON mails (kind);
            CREATE INDEX mails_by_due ON mails (due_at);
            CREATE INDEX mails_by_expiry ON mails (expires_at);
            """
        ),
    ]

    /// - Parameter applied: the names of the steps that a database has had.
    /// - Throws: `.schema` if one of them is not known here.
    package static func refuseNewer(than applied: Set<String>) throws(StorageError) {
        let newer = applied.subtracting(all.map(\.name)).sorted()
        guard newer.isEmpty else {
            let names = newer.joined(separator: ", ")
            throw StorageError(
                .schema, "a newer version of this program migrated the database (\(names)); run that version")
        }
    }

    /// - Parameter names: the steps that a database has not had.
    /// - Throws: `.schema` if there are any.
    package static func refuse(lacking names: [String]) throws(StorageError) {
        guard names.isEmpty else {
            throw StorageError(.schema, "the database lacks \(names.joined(separator: ", ")); run: cardea migrate")
        }
    }

    /// The tables that the steps make, whether they are still there or not: what else is in a database is somebody else's.
    package static let tables: [String] = {
        let words = all.flatMap { step in
            step.sql.utf8.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") })
        }
        return words.indices.dropLast(2).filter { index in
            words[index].elementsEqual("CREATE".utf8) && words[index + 1].elementsEqual("TABLE".utf8)
        }.map { String(decoding: words[$0 + 2], as: UTF8.self) }
    }()

    /// Those, as a list in SQL.
    package static let tableList = "(\(tables.map { "'\($0)'" }.joined(separator: ", ")))"

    /// The last step that the tables of a backup have had.
    ///
    /// - Throws: `BackupError` if this version does not know them.
    package static func last(of backup: BackupHeader) throws(BackupError) -> String {
        guard let last = backup.schema.last, backup.schema == all.prefix(backup.schema.count).map(\.name) else {
            throw BackupError("the backup is of a newer version (\(backup.program)): restore it with that version")
        }
        return last
    }
}
