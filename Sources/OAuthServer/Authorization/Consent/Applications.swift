import OAuthProtocol
import Storage

/// The applications that have access to a user's account: those that the user consented to, and those that have live
/// delegations without, as the operator's own do.
package struct Applications: Sendable {
    /// One application and what it may do.
    package struct Application: Sendable {
        package let client: ClientRecord
        package fileprivate(set) var scope: Scope
        /// Names of claims that were allowed one by one.
        package let claims: [String]
        /// When it was let in.
        package fileprivate(set) var since: Timestamp
    }

    private let consents: any ConsentStore
    private let clients: ClientDirectory

    package init(consents: any ConsentStore, clients: ClientDirectory) {
        self.consents = consents
        self.clients = clients
    }

    /// The newest first.
    ///
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    package func list(of user: UserID, at now: Timestamp) async throws(OAuthError) -> [Application] {
        var applications: [Application] = []
        for consent in try await storing(await consents.findConsents(of: user)) {
            guard let client = try await client(consent.client, at: now) else { continue }
            applications.append(
                Application(client: client, scope: consent.scope, claims: consent.claims, since: consent.grantedAt))
        }
        let consented = Set(applications.map(\.client.id))
        for access in try await storing(await consents.findAccess(of: user, at: now)) {
            guard let client = try await client(access.client, at: now) else { continue }
            if let known = applications.firstIndex(where: { $0.client.id == client.id }) {
                applications[known].scope = applications[known].scope.union(access.scope)
                guard !consented.contains(client.id) else { continue }
                applications[known].since = min(applications[known].since, access.since)
            } else {
                applications.append(
                    Application(client: client, scope: access.scope, claims: [], since: access.since))
            }
        }
        return applications.sorted {
            $0.since == $1.since ? $0.client.id.value < $1.client.id.value : $0.since > $1.since
        }
    }

    /// Takes an application's access away: its consent is forgotten and everything that was delegated to it is revoked.
    ///
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    package func remove(_ client: ClientID, from user: UserID, at now: Timestamp) async throws(OAuthError) {
        _ = try await storing(await consents.commitWithdrawal(of: user, from: client, at: now))
    }

    private func client(
        _ registration: ClientRegistration, at now: Timestamp
    ) async throws(OAuthError) -> ClientRecord? {
        try await clients.find(registration.id, at: now).flatMap { $0.registration == registration ? $0 : nil }
    }
}
