import OAuthProtocol
import Storage

extension SQLStore {
    package func findUser(of subject: FederatedSubject) async throws(StorageError) -> UserRecord? {
        try await read { try $0.user(of: subject) }
    }

    package func findFederation(of user: UserID) async throws(StorageError) -> Bool {
        try await read { try $0.exists("SELECT 1 FROM federated_subjects WHERE user_id = ?", user) }
    }

    package func commitProvisionedAccount(
        _ account: ProvisionedAccountRecord, delegating delegation: DelegationRecord,
        spending assertion: SpentAssertion
    ) async throws(StorageError) -> ProvisioningOutcome {
        let (subject, user) = (account.subject, account.user)
        return try await write { connection in
            // Whatever stands in the way is looked for before anything is written: an outcome undoes nothing.
            if try connection.isSpent(assertion) { return .replayed }
            guard try connection.exists("SELECT 1 FROM clients WHERE id = ? AND instance = ?", delegation.client)
            else { return .refused }
            if try connection.user(of: subject) != nil { return .outdated }
            if try connection.obstacle(to: user) != nil { return .outdated }
            try connection.put(user)
            try connection.perform(
                """
                INSERT INTO federated_subjects (issuer, tenant, subject, user_id, created_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (issuer, tenant, subject)
                    DO UPDATE SET user_id = excluded.user_id, created_at = excluded.created_at
                """,
                subject.issuer, subject.tenant ?? "", subject.subject, user.id, user.createdAt)
            guard try connection.keep(delegation) else {
                throw StorageError(.damaged, "the delegation of a new account is not that account's")
            }
            try connection.put(assertion)
            return .committed
        }
    }
}

extension Connection {
    /// The account that was made for the subject; `nil` if there is none any more.
    fileprivate func user(of subject: FederatedSubject) throws(StorageError) -> UserRecord? {
        try first(
            """
            JOIN federated_subjects ON federated_subjects.user_id = users.id
            WHERE issuer = ? AND tenant = ? AND subject = ?
            """,
            subject.issuer, subject.tenant ?? "", subject.subject)
    }
}
