import OAuthProtocol
import Storage

/// The delegation flow at the authorization endpoint (RFC 6749 §3.1): judges the request, says what a person must still
/// do, and issues the code when nothing is left to do.
package struct AuthorizationOperation: Sendable {
    private let clients: ClientDirectory
    private let requestObjects: RequestObjects
    private let checks: AuthorizationChecks
    private let policy: InteractionPolicy
    private let requests: WaitingRequests
    private let modes: ResponseModes
    private let store: any Store
    private let tokens: TokenConfiguration
    private let entropy: Entropy

    package init(
        configuration: ServerConfiguration, clients: ClientDirectory, requestObjects: RequestObjects,
        resources: ResourceDirectory, keys: TokenKeys, store: any Store, entropy: Entropy
    ) {
        self.clients = clients
        self.requestObjects = requestObjects
        checks = AuthorizationChecks(configuration: configuration, resources: resources, keys: keys)
        policy = InteractionPolicy(consents: store, subjects: Subjects(keys: keys))
        requests = WaitingRequests(store: store, clients: clients, keys: keys, entropy: entropy)
        modes = ResponseModes(issuer: configuration.issuer, keys: keys)
        self.store = store
        tokens = configuration.tokens
        self.entropy = entropy
    }

    /// Begins with what a browser brought.
    ///
    /// - Throws: what is to be shown to the person, since there is no proved address to redirect to.
    package func begin(
        _ survey: ParameterSurvey, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        let request = try await redirectable(survey, from: browser.address, at: now)
        let validated: ValidatedRequest
        do {
            validated = try checks.validate(request)
        } catch {
            return .answer(try await modes.answer(error, to: request, at: now), to: request.recipient, error)
        }
        return try await answeringErrors(to: validated, of: request.client, at: now) { () throws(OAuthError) in
            try await next(of: validated, client: request.client, in: browser, waiting: nil, at: now)
        }
    }

    /// Judges a request without beginning it, for a browser that did not send its cookie along.
    ///
    /// - Returns: where to send the browser with an error; `nil` if nothing is wrong, or if there is a request object, which
    ///   is unfolded once, when the request begins.
    /// - Throws: what is to be shown to the person.
    package func refusal(
        of survey: ParameterSurvey, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep? {
        guard survey.parameters["request"] == nil, survey.parameters["request_uri"] == nil else { return nil }
        let request = try await redirectable(survey, from: address, at: now)
        do {
            _ = try checks.validate(request)
            return nil
        } catch {
            return .answer(try await modes.answer(error, to: request, at: now), to: request.recipient, error)
        }
    }

    /// The request that waits under `handle` in this browser, for showing a page; `nil` if there is none (any more).
    package func find(
        _ handle: Secret, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> WaitingRequest? {
        try await requests.find(handle, in: browser, at: now)
    }

    /// What somebody is to sign in for in this browser, under `handle`; `nil` if nothing waits there (any more).
    package func errand(
        _ handle: Secret, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> Errand? {
        try await requests.errand(handle, in: browser, at: now)
    }

    /// Goes on after the person has signed in for what waits under `handle`.
    ///
    /// - Returns: `nil` if nothing waits there for this browser.
    package func resume(
        _ handle: Secret, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep? {
        guard let errand = try await requests.errand(handle, in: browser, at: now) else { return nil }
        guard case .authorization(let waiting) = errand else { return errand.step(in: browser, waiting: handle) }
        let request = waiting.request.signedIn
        if request != waiting.request {
            guard try await requests.replace(handle, by: request) else { return nil }
        }
        return try await answeringErrors(to: request, of: waiting.client, at: now) { () throws(OAuthError) in
            try await next(of: request, client: waiting.client, in: browser, waiting: handle, at: now)
        }
    }

    /// What the person must do for what waits under `handle`, as when a page is loaded again.
    ///
    /// - Returns: `nil` if nothing waits there for this browser.
    package func reconsider(
        _ handle: Secret, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep? {
        guard let errand = try await requests.errand(handle, in: browser, at: now) else { return nil }
        guard case .authorization(let waiting) = errand else { return errand.step(in: browser, waiting: handle) }
        return try await answeringErrors(to: waiting.request, of: waiting.client, at: now) { () throws(OAuthError) in
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
        guard let waiting = try await requests.find(handle, in: browser, at: now),
            let (session, user) = browser.signedIn
        else { return nil }
        let (request, client) = (waiting.request, waiting.client)
        let context: AuthenticationContext
        switch try await policy.next(for: request, of: client, in: browser, at: now) {
        case .consent(let found), .nothing(let found): context = found
        case .signIn, .createAccount: return nil
        }
        guard try await requests.end(handle) else { return nil }
        return try await answeringErrors(to: request, of: client, at: now) { () throws(OAuthError) in
            guard allow else { throw OAuthError(.accessDenied, "the user did not allow it") }
            try await clients.keep(client, at: now)
            try await remember(request, of: client, by: user, at: now)
            return try await issueCode(for: request, of: client, Authentication(session, user, context), at: now)
        }
    }

    /// Proves client and redirect URI of a request, after its request object, if it has one, has been unfolded.
    private func redirectable(
        _ survey: ParameterSurvey, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> RedirectableRequest {
        let survey = try await requestObjects.resolve(survey, from: address, at: now)
        return try await RedirectableRequest(survey, clients: clients, from: address, at: now)
    }

    private func next(
        of request: ValidatedRequest, client: ClientRecord, in browser: Browser, waiting: Secret?, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        let demand: InteractionPolicy.Demand
        do {
            demand = try await policy.next(for: request, of: client, in: browser, at: now)
        } catch {
            // The client is told, so nobody goes on with this request.
            if let waiting { _ = try await requests.end(waiting) }
            throw error
        }
        guard case .nothing(let context) = demand, let (session, user) = browser.signedIn else {
            let handle: Secret
            if let waiting { handle = waiting } else { handle = try await requests.add(request, in: browser, at: now) }
            return switch demand {
            case .createAccount: .createAccount(handle)
            case .consent: .consent(handle)
            case .signIn, .nothing: .signIn(handle)
            }
        }
        if let waiting, try await !requests.end(waiting) {
            throw OAuthError(.invalidRequest, "the request was answered already")
        }
        return try await issueCode(for: request, of: client, Authentication(session, user, context), at: now)
    }

    private func remember(
        _ request: ValidatedRequest, of client: ClientRecord, by user: UserRecord, at now: Timestamp
    ) async throws(OAuthError) {
        let consent = try await policy.consent(
            of: user, to: client, widenedBy: request.scope, claims: request.claimsToAllow(for: client.metadata),
            resources: request.resources, destinations: [request.redirectURI.displayedHost],
            at: now)
        try await storing { () throws(StorageError) in try await store.commitConsent(consent) }
    }

    /// Who is there, since when, and how surely.
    private struct Authentication {
        let session: SessionRecord
        let user: UserRecord
        let context: AuthenticationContext

        init(_ session: SessionRecord, _ user: UserRecord, _ context: AuthenticationContext) {
            self.session = session
            self.user = user
            self.context = context
        }
    }

    private func issueCode(
        for request: ValidatedRequest, of client: ClientRecord, _ authentication: Authentication, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        let id = DelegationID(at: now, from: entropy)
        let code = AuthorizationCode(for: id, from: entropy)
        let end = now + tokens.codeLifetime
        let delegation = DelegationRecord(
            id: id, clientID: request.clientID, clientInstance: request.clientInstance, userID: authentication.user.id,
            sessionID: authentication.session.id, scope: request.scope, resources: request.resources,
            authenticatedAt: authentication.session.authenticatedAt, acr: authentication.context.rawValue,
            claims: request.claims, createdAt: now,
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
        let answer = try await modes.answer(code, to: request, of: client, at: now)
        return .answer(answer, to: Recipient(client: client, languages: request.uiLocales), nil)
    }

    private func answeringErrors(
        to request: ValidatedRequest, of client: ClientRecord, at now: Timestamp,
        _ step: () async throws(OAuthError) -> AuthorizationStep
    ) async throws(OAuthError) -> AuthorizationStep {
        do {
            return try await step()
        } catch {
            let answer = try await modes.answer(error, to: request, of: client, at: now)
            return .answer(answer, to: Recipient(client: client, languages: request.uiLocales), error)
        }
    }
}
