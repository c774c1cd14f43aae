import OAuthProtocol
import Storage

extension FaultyStore {
    package func commitSpending(of assertion: SpentAssertion) async throws(StorageError) -> Bool {
        try pass(.commitSpending)
        return try await base.commitSpending(of: assertion)
    }

    package func findUser(of subject: FederatedSubject) async throws(StorageError) -> UserRecord? {
        try pass(.findUserBySubject)
        return try await base.findUser(of: subject)
    }

    package func findFederation(of user: UserID) async throws(StorageError) -> Bool {
        try pass(.findFederation)
        return try await base.findFederation(of: user)
    }

    package func commitNewcomer(
        _ newcomer: NewcomerRecord, delegating delegation: DelegationRecord, spending assertion: SpentAssertion
    ) async throws(StorageError) -> NewcomerOutcome {
        try pass(.commitNewcomer)
        return try await base.commitNewcomer(newcomer, delegating: delegation, spending: assertion)
    }
}
