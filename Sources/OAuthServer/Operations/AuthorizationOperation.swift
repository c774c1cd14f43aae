import OAuthProtocol
import Storage

/// The delegation flow at the authorization endpoint (RFC 6749 §3.1): judges the request, says what a person must still
/// do, and issues the code when nothing is left to do.
package struct AuthorizationOperation: Sendable {
    /// Seconds that a person has to sign in and to consent. Not many, since anybody can begin a request, and each is a row.
    private static let patience: Int64 = 1800

    private let clients: ClientDirectory
    private let checks: AuthorizationChecks
    private let store: any Store
    private let mode: QueryResponseMode
    private let tokens: TokenConfiguration
    private let entropy: Entropy

    package init(
        configuration: ServerConfiguration, clients: ClientDirectory, resources: ResourceDirectory, store: any Store,
        entropy: Entropy
    ) {
        self.clients = clients
        checks = AuthorizationChecks(resources: resources)
        self.store = store
        mode = QueryResponseMode(issuer: configuration.issuer)
        tokens = configuration.tokens
        self.entropy = entropy
    }

    /// Begins with what a browser brought.
    ///
    /// - Throws: what is to be shown to the person, since there is no proved address to redirect to.
    package func begin(
        _ survey: ParameterSurvey, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        let request = try await RedirectableRequest(survey, clients: clients, at: now)
        do {
            let validated = try checks.validate(request)
            return try await next(of: validated, client: request.client, in: browser, waiting: nil, at: now)
        } catch {
            return .redirect(mode.location(of: error, for: request), error)
        }
    }

    /// Judges a request without beginning it, for a browser that did not send its cookie along.
    ///
    /// - Returns: where to send the browser with an error; `nil` if nothing is wrong.
    /// - Throws: what is to be shown to the person.
    package func refusal(
        of survey: ParameterSurvey, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep? {
        let request = try await RedirectableRequest(survey, clients: clients, at: now)
        do {
            _ = try checks.validate(request)
            return nil
        } catch {
            return .redirect(mode.location(of: error, for: request), error)
        }
    }

    /// The request that waits under `handle` in this browser, for showing a page; `nil` if there is none (any more).
    package func find(
        _ handle: Secret, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> WaitingRequest? {
        let interaction = try await storing { () throws(StorageError) in try await store.findInteraction(handle.digest)
        }
        guard let interaction, interaction.browser == browser.cookie, now < interaction.expiresAt,
            let request = ValidatedRequest(octets: interaction.request),
            let client = try await clients.find(request.clientID, at: now), client.instance == request.clientInstance,
            // An address that the client has given up meanwhile gets no code any more.
            client.metadata.redirectURIs.contains(where: { $0.matches(request.redirectURI) })
        else { return nil }
        return WaitingRequest(request: request, client: client)
    }

    /// Goes on after the person has signed in for the request that waits under `handle`.
    ///
    /// - Returns: `nil` if nothing waits there for this browser.
    package func resume(
        _ handle: Secret, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep? {
        guard let waiting = try await find(handle, in: browser, at: now) else { return nil }
        let request = waiting.request.signedIn
        if request != waiting.request {
            let isThere = try await storing { () throws(StorageError) in
                try await store.commitInteraction(handle.digest, request: request.octets)
            }
            guard isThere else { return nil }
        }
        return try await redirectingErrors(of: request) { () throws(OAuthError) in
            try await next(of: request, client: waiting.client, in: browser, waiting: handle, at: now)
        }
    }

    /// What the person must do for the request that waits under `handle`, as when a page is loaded again.
    ///
    /// - Returns: `nil` if nothing waits there for this browser.
    package func reconsider(
        _ handle: Secret, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep? {
        guard let waiting = try await find(handle, in: browser, at: now) else { return nil }
        return try await redirectingErrors(of: waiting.request) { () throws(OAuthError) in
            try await next(of: waiting.request, client: waiting.client, in: browser, waiting: handle, at: now)
        }
    }

    /// Carries out the person's decision: remembers the consent and issues the code, or tells the client of the refusal.
    /// Of several decisions on one request, one counts.
    ///
    /// - Returns: `nil` if nothing waits under `handle` for this browser, or nobody is signed in there.
    package func decide(
        _ handle: Secret, allow: Bool, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep? {
        guard let waiting = try await find(handle, in: browser, at: now), let (session, user) = browser.signedIn,
            !mustSignIn(waiting.request, session, at: now), try await end(handle)
        else { return nil }
        let request = waiting.request
        guard allow else {
            let refusal = OAuthError(.accessDenied, "the user did not allow it")
            return .redirect(mode.location(of: refusal, for: request), refusal)
        }
        return try await redirectingErrors(of: request) { () throws(OAuthError) in
            let remembered = try await consent(of: user, to: waiting.client)
            let consent = ConsentRecord(
                userID: user.id, clientID: request.clientID, clientInstance: request.clientInstance,
                scope: (remembered?.scope ?? .none).union(request.scope),
                resources: Array(Set((remembered?.resources ?? []) + request.resources)), grantedAt: now)
            try await storing { () throws(StorageError) in try await store.commitConsent(consent) }
            return try await issueCode(for: request, session, user, at: now)
        }
    }

    /// The next step: sign in, consent, or done (OpenID Connect Core §3.1.2.3 and §3.1.2.4).
    private func next(
        of request: ValidatedRequest, client: ClientRecord, in browser: Browser, waiting: Secret?, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        let silent = request.prompts.contains(.none)
        guard let (session, user) = browser.signedIn, !mustSignIn(request, session, at: now) else {
            if silent { throw OAuthError(.loginRequired, "the user must sign in") }
            return .signIn(try await wait(request, waiting, browser, at: now))
        }
        if try await mustConsent(request, user, client) {
            if silent { throw OAuthError(.consentRequired, "the user must consent") }
            return .consent(try await wait(request, waiting, browser, at: now))
        }
        if let waiting, try await !end(waiting) {
            throw OAuthError(.invalidRequest, "the request was answered already")
        }
        return try await issueCode(for: request, session, user, at: now)
    }

    private func mustSignIn(_ request: ValidatedRequest, _ session: SessionRecord, at now: Timestamp) -> Bool {
        if !request.prompts.isDisjoint(with: [.login, .selectAccount]) { return true }
        // Zero asks for a sign-in even within the second of the last one.
        return request.maxAge.map { $0 == 0 || now.seconds(since: session.authenticatedAt) > $0 } ?? false
    }

    private func mustConsent(
        _ request: ValidatedRequest, _ user: UserRecord, _ client: ClientRecord
    ) async throws(OAuthError) -> Bool {
        if request.prompts.contains(.consent) { return true }
        if client.metadata.skipsConsent { return false }
        guard let consent = try await consent(of: user, to: client) else { return true }
        return !request.scope.isSubset(of: consent.scope) || !request.resources.allSatisfy(consent.resources.contains)
    }

    private func consent(of user: UserRecord, to client: ClientRecord) async throws(OAuthError) -> ConsentRecord? {
        let consent = try await storing { () throws(StorageError) in
            try await store.findConsent(of: user.id, to: client.id)
        }
        return consent.flatMap { $0.clientInstance == client.instance ? $0 : nil }
    }

    /// Freezes the request under a fresh handle, unless it waits under one already.
    private func wait(
        _ request: ValidatedRequest, _ handle: Secret?, _ browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> Secret {
        if let handle { return handle }
        let fresh = entropy.secret()
        let interaction = InteractionRecord(
            digest: fresh.digest, browser: browser.cookie, request: request.octets, expiresAt: now + Self.patience)
        try await storing { () throws(StorageError) in try await store.commitInteraction(interaction) }
        return fresh
    }

    private func end(_ handle: Secret) async throws(OAuthError) -> Bool {
        try await storing { () throws(StorageError) in try await store.commitEndOfInteraction(handle.digest) }
    }

    private func issueCode(
        for request: ValidatedRequest, _ session: SessionRecord, _ user: UserRecord, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        let id = DelegationID(at: now, from: entropy)
        let code = AuthorizationCode(for: id, from: entropy)
        let end = now + tokens.codeLifetime
        let delegation = DelegationRecord(
            id: id, clientID: request.clientID, clientInstance: request.clientInstance, userID: user.id,
            sessionID: session.id, scope: request.scope, resources: request.resources,
            authenticatedAt: session.authenticatedAt, createdAt: now,
            code: CodeRecord(
                digest: code.digest, redirectURI: request.redirectURI, redirectURIWasSent: request.redirectURIWasSent,
                challenge: request.challenge, nonce: request.nonce, scopeIsAsAsked: request.scopeIsAsAsked,
                expiresAt: end),
            expiresAt: end)
        let outcome = try await storing { () throws(StorageError) in
            try await store.commitDelegation(delegation, spending: nil)
        }
        guard outcome == .committed else {
            throw OAuthError(.accessDenied, "the account or the client was removed meanwhile")
        }
        return .redirect(mode.location(of: code, for: request), nil)
    }

    private func redirectingErrors(
        of request: ValidatedRequest, _ step: () async throws(OAuthError) -> AuthorizationStep
    ) async throws(OAuthError) -> AuthorizationStep {
        do {
            return try await step()
        } catch {
            return .redirect(mode.location(of: error, for: request), error)
        }
    }
}
