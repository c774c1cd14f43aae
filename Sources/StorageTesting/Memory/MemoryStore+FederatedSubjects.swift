import OAuthProtocol
import Storage

extension MemoryStore {
    package func commitSpending(of assertion: SpentAssertion) throws(StorageError) -> Bool {
        try access(.commitSpending) { $0.spend(assertion) }
    }

    package func findUser(of subject: FederatedSubject) throws(StorageError) -> UserRecord? {
        try access(.findUserBySubject) { rows in rows.federatedSubjects[subject].flatMap { rows.users[$0] } }
    }

    package func findFederation(of user: UserID) throws(StorageError) -> Bool {
        try access(.findFederation) { rows in rows.federatedSubjects.values.contains(user) }
    }

    package func commitProvisionedAccount(
        _ account: ProvisionedAccountRecord, delegating delegation: DelegationRecord,
        spending assertion: SpentAssertion
    ) throws(StorageError) -> ProvisioningOutcome {
        try access(.commitProvisionedAccount) { rows in
            if rows.spentAssertions[assertion.digest] != nil { return .replayed }
            guard rows.hasClient(delegation.client) else { return .refused }
            if rows.federatedSubjects[account.subject] != nil { return .outdated }
            let user = account.user
            guard rows.obstacle(to: user) == nil else { return .outdated }
            rows.users[user.id] = user
            rows.federatedSubjects[account.subject] = user.id
            rows.delegations[delegation.id] = delegation
            _ = rows.spend(assertion)
            return .committed
        }
    }
}
