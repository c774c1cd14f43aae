import OAuthProtocol
import Storage

/// Tells one client that one session has ended: claims the notice, posts a logout token, and notes what came of it
/// (OpenID Connect Back-Channel Logout §2.5, §2.8).
package struct LogoutDelivery: Sendable {
    private let notices: any LogoutNoticeStore
    private let clients: ClientDirectory
    private let tokens: LogoutTokenIssuer
    private let poster: any LogoutTokenPosting
    private let dynamicClientPoster: any LogoutTokenPosting

    /// - `dynamicClientPoster`: posts to dynamic clients; `nil` for the same.
    package init(
        notices: any LogoutNoticeStore, clients: ClientDirectory, tokens: LogoutTokenIssuer,
        poster: any LogoutTokenPosting, dynamicClientPoster: (any LogoutTokenPosting)? = nil
    ) {
        self.notices = notices
        self.clients = clients
        self.tokens = tokens
        self.poster = poster
        self.dynamicClientPoster = dynamicClientPoster ?? poster
    }

    /// The host that an attempt at the notice would speak to; `nil` if there is nobody to be told any more.
    ///
    /// - Throws: if the store cannot answer.
    package func host(of notice: LogoutNoticeRecord, at now: Timestamp) async throws(OAuthError) -> String? {
        try await client(of: notice, at: now)?.uri.host.octets.lowercased
    }

    /// Makes one attempt at a notice that was found due.
    ///
    /// - Returns: `nil` if there was nothing to do: somebody else claimed it first, nobody is there to be told any more,
    ///   or this task was cancelled, and the notice is due again.
    /// - Throws: if the store cannot answer. The notice is due again when its lease is over.
    package func attempt(_ found: LogoutNoticeRecord, at now: Timestamp) async throws(OAuthError) -> LogoutReport? {
        let claimed = try await storing(await notices.commitClaim(of: found, until: now + DeliverySchedule.lease))
        guard let notice = claimed else { return nil }
        guard let (client, uri) = try await client(of: notice, at: now) else {
            try await remove(notice)
            return nil
        }
        guard now < notice.expiresAt else {
            try await remove(notice)
            return LogoutReport(.abandoned, notice, uri, "nobody tried in time")
        }
        switch await answer(of: client, at: uri, to: notice, now) {
        case .success(200), .success(204):
            try await remove(notice)
            return LogoutReport(.delivered, notice, uri, nil)
        case .success(400):
            try await remove(notice)
            return LogoutReport(.refused, notice, uri, "the answer was 400")
        case .success(let status):
            return try await tryAgain(notice, uri, "the answer was \(status)", now)
        case .failure where Task.isCancelled:
            try await postpone(notice, until: now)
            return nil
        case .failure(let error):
            return try await tryAgain(notice, uri, error.cause ?? error.description, now)
        }
    }

    private func client(
        of notice: LogoutNoticeRecord, at now: Timestamp
    ) async throws(OAuthError) -> (record: ClientRecord, uri: WebURI)? {
        guard let client = try await clients.find(notice.client.id, at: now), client.registration == notice.client,
            let uri = client.metadata.backchannelLogoutURI
        else { return nil }
        return (client, uri)
    }

    private func answer(
        of client: ClientRecord, at uri: WebURI, to notice: LogoutNoticeRecord, _ now: Timestamp
    ) async -> Result<Int, OAuthError> {
        let poster = client.origin.isDynamic ? dynamicClientPoster : poster
        do throws(OAuthError) {
            return .success(try await poster.post(try await tokens.token(of: notice, for: client, at: now), to: uri))
        } catch {
            return .failure(error)
        }
    }

    private func tryAgain(
        _ notice: LogoutNoticeRecord, _ uri: WebURI, _ reason: String, _ now: Timestamp
    ) async throws(OAuthError) -> LogoutReport {
        let next = DeliverySchedule.next(after: notice.attempts, at: now)
        guard next < notice.expiresAt else {
            try await remove(notice)
            return LogoutReport(.abandoned, notice, uri, reason)
        }
        try await postpone(notice, until: next)
        return LogoutReport(.retried, notice, uri, reason)
    }

    private func remove(_ notice: LogoutNoticeRecord) async throws(OAuthError) {
        try await storing(await notices.commitRemoval(of: notice))
    }

    private func postpone(_ notice: LogoutNoticeRecord, until dueAt: Timestamp) async throws(OAuthError) {
        try await storing(await notices.commitPostponement(of: notice, until: dueAt))
    }
}

/// What came of an attempt to tell a client.
package struct LogoutReport: Sendable, Equatable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// The client knows.
        case delivered
        /// It could not be told, and will be tried again.
        case retried
        /// It was told and says that it cannot do so (400). It is not asked again.
        case refused
        /// It could not be told for a whole day. It is not tried again.
        case abandoned
    }

    package let outcome: Outcome
    package let client: ClientID
    /// Where it was to be told, without path and query.
    package let host: String
    /// How many attempts were made, this one included.
    package let attempts: Int64
    /// Why it did not succeed, for the log; never with a token. `nil` if it did.
    package let reason: String?

    init(_ outcome: Outcome, _ notice: LogoutNoticeRecord, _ uri: WebURI, _ reason: String?) {
        self.outcome = outcome
        client = notice.client.id
        host = uri.host
        attempts = notice.attempts
        self.reason = reason
    }
}

/// Hands a logout token to a client (OpenID Connect Back-Channel Logout §2.5), guarded against everything that a hostile
/// address can do. The live one is in `cardea/Serving`.
package protocol LogoutTokenPosting: Sendable {
    /// Posts a form with `logout_token`.
    ///
    /// - `token`: in ASCII.
    /// - Returns: the status of the answer; what else it says counts for nothing.
    /// - Throws: if there was no answer; what happened is in the cause.
    func post(_ token: [UInt8], to uri: WebURI) async throws(OAuthError) -> Int
}
