import JOSE
import OAuthProtocol
import Storage

/// The delegation flow at the authorization endpoint (RFC 6749 §3.1): judges the request, says what a person must still
/// do, and issues the code when nothing is left to do.
package struct AuthorizationOperation: Sendable {
    private let clients: ClientDirectory
    private let requestObjects: RequestObjects
    private let checks: AuthorizationChecks
    private let authentication: AuthenticationRule
    private let policy: InteractionPolicy
    private let requests: WaitingRequests
    private let modes: ResponseModes
    private let store: any Store
    private let codes: DerivedKey
    private let tokens: TokenConfiguration
    private let entropy: Entropy

    package init(
        configuration: ServerConfiguration, clients: ClientDirectory, requestObjects: RequestObjects,
        resources: ResourceDirectory, keys: TokenKeys, clientKeys: ClientKeys, store: any Store, entropy: Entropy
    ) {
        self.clients = clients
        self.requestObjects = requestObjects
        checks = AuthorizationChecks(configuration: configuration, resources: resources, keys: keys)
        authentication = AuthenticationRule(configuration, store: store)
        policy = InteractionPolicy(
            consents: store, subjects: Subjects(keys: keys), authentication: authentication)
        requests = WaitingRequests(store: store, clients: clients, keys: keys, entropy: entropy)
        modes = ResponseModes(issuer: configuration.issuer, keys: keys, clientKeys: clientKeys)
        self.store = store
        codes = keys.codes
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
            let answer = try await modes.answer(error, to: request, from: browser.address, at: now)
            return .answer(answer, to: request.recipient, error)
        }
        return try await answeringErrors(to: validated, of: request.client, in: browser, at: now) {
            () throws(OAuthError) in
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
            let answer = try await modes.answer(error, to: request, from: address, at: now)
            return .answer(answer, to: request.recipient, error)
        }
    }

    /// What waits under `handle` in this browser. To be opened once for an HTTP request, and handed on.
    ///
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    package func open(
        _ handle: Secret, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> OpenedHandle {
        try await requests.open(handle, in: browser, at: now)
    }

    /// What the person must do for what waits, as when a page is loaded again.
    ///
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer. Other errors are answers, to
    ///   the client.
    package func next(
        of pending: PendingInteraction, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        switch pending.subject {
        case .account(let page):
            return try await step(for: page, in: browser, waiting: pending.handle, at: now)
        case .device(let code):
            return browser.signedIn == nil ? .signIn(pending.handle) : .device(code)
        case .authorization(let waiting):
            return try await answeringErrors(to: waiting.request, of: waiting.client, in: browser, at: now) {
                () throws(OAuthError) in
                try await next(
                    of: waiting.request, client: waiting.client, in: browser, waiting: (pending.handle, waiting),
                    at: now)
            }
        }
    }

    /// The same, once the person has signed in for it.
    ///
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer. Other errors are answers, to
    ///   the client.
    package func nextAfterSignIn(
        of pending: PendingInteraction, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        try await next(of: requests.afterSignIn(pending, in: browser), in: browser, at: now)
    }

    /// The handle of what waits once somebody has signed in for it.
    ///
    /// - Throws: `server_error` if the handle cannot be sealed.
    package func signedIn(
        for pending: PendingInteraction, in browser: Browser
    ) throws(OAuthError) -> Secret {
        try requests.afterSignIn(pending, in: browser).handle
    }

    /// What a person must do before they may change how they sign in; `account` for nothing.
    ///
    /// - `handle`: under which it waits; `nil` for a fresh one.
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    package func step(
        for page: AccountPage, in browser: Browser, waiting handle: Secret? = nil, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        var found = AuthenticationRule.Finding.lacksSignIn
        if let session = browser.signedIn?.session {
            found = try await authentication.judgeChange(in: session, at: now)
        }
        if case .serves = found { return .account(page) }
        let waiting: Secret
        if let handle { waiting = handle } else { waiting = try requests.add(page, in: browser, at: now) }
        return found == .lacksSecondFactor ? .secondFactor(waiting) : .signIn(waiting)
    }

    /// Carries out the person's decision: remembers the consent and issues the code, or tells the client of the refusal.
    /// Of several decisions on one request, one counts, and the others lead where it did.
    ///
    /// - Returns: `nil` if there is nothing to decide about, or nobody is signed in in this browser, or somebody else
    ///   answered.
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer. Other errors are answers, to
    ///   the client.
    package func decide(
        _ pending: PendingInteraction, allow: Bool, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep? {
        guard let waiting = pending.authorization, let (session, user) = browser.signedIn else { return nil }
        let (request, client) = (waiting.request, waiting.client)
        let context: AuthenticationContext
        let consent: ConsentBasis
        switch try await policy.next(for: request, of: client, in: browser, at: now) {
        case .consent(let found, let remembered):
            context = found
            consent = .given(
                InteractionPolicy.consent(
                    of: user, to: client, remembered: remembered, widenedBy: request.scope,
                    claims: request.claimsToAllow(for: client.metadata), resources: request.resources,
                    destinations: [request.redirectURI.displayedHost], at: now))
        case .nothing(let found, let basis): (context, consent) = (found, basis)
        case .signIn, .createAccount, .secondFactor, .setup: return nil
        }
        return try await answeringErrors(to: request, of: client, in: browser, at: now) { () throws(OAuthError) in
            guard allow else { return try await refuse(waiting, in: session, at: now) }
            try await clients.keep(client, at: now)
            return try await issueCode(
                for: request, of: client, Authentication(session, user, context), answering: waiting, on: consent,
                at: now)
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
        of request: ValidatedRequest, client: ClientRecord, in browser: Browser,
        waiting: (handle: Secret, request: WaitingRequest)?, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        let demand: InteractionPolicy.Demand
        do {
            demand = try await policy.next(for: request, of: client, in: browser, at: now)
        } catch {
            // The client is told, so nobody goes on with this request.
            if let waiting = waiting?.request, let session = browser.signedIn?.session {
                _ = try await end(waiting, in: session)
            }
            throw error
        }
        guard case .nothing(let context, let consent) = demand, let (session, user) = browser.signedIn else {
            let handle: Secret
            if let waiting {
                handle = waiting.handle
            } else {
                handle = try await requests.add(request, in: browser, at: now)
            }
            return switch demand {
            case .createAccount: .createAccount(handle)
            case .consent: .consent(handle)
            case .secondFactor: .secondFactor(handle)
            case .setup: .setup(handle)
            case .signIn, .nothing: .signIn(handle)
            }
        }
        return try await issueCode(
            for: request, of: client, Authentication(session, user, context), answering: waiting?.request, on: consent,
            at: now)
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

    /// - `waiting`: what waited for the person and is answered so; `nil` if nobody had to wait.
    /// - `consent`: what the user's consent has to do with it.
    private func issueCode(
        for request: ValidatedRequest, of client: ClientRecord, _ authentication: Authentication,
        answering waiting: WaitingRequest?, on consent: ConsentBasis, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        let id = DelegationID(at: now, from: entropy)
        let end = now + tokens.codeLifetime
        let delegation = DelegationRecord(
            id: id, client: request.client, userID: authentication.user.id,
            sessionID: authentication.session.id, scope: request.scope, resources: request.resources,
            authenticatedAt: authentication.session.authenticatedAt, acr: authentication.context.rawValue,
            methods: authentication.session.methods, claims: request.claims, createdAt: now,
            code: CodeRecord(
                digest: AuthorizationCode(for: id, by: codes).digest, redirectURI: request.redirectURI,
                redirectURIWasSent: request.redirectURIWasSent, challenge: request.challenge, nonce: request.nonce,
                scopeIsAsAsked: request.scopeIsAsAsked, expiresAt: end),
            expiresAt: end)
        let outcome: AnswerOutcome
        if let waiting {
            let answer = AnswerRecord(
                request: waiting.id, session: authentication.session.id, userID: authentication.user.id, delegation: id,
                expiresAt: waiting.expiresAt)
            outcome = try await storing(await store.commitAnswer(answer, authorizing: delegation, on: consent))
        } else {
            let kept = try await storing(await store.commitDelegation(delegation, spending: nil, on: consent))
            outcome = kept == .committed ? .committed : .refused
        }
        switch outcome {
        case .committed: return try await handOver(id, to: request, of: client, at: now)
        case .answered(let earlier):
            return try await `repeat`(earlier, to: request, of: client, in: authentication.session, at: now)
        case .refused:
            throw OAuthError(
                .accessDenied,
                "the session has ended, the access was withdrawn, or the account or client removed meanwhile")
        }
    }

    private func refuse(
        _ waiting: WaitingRequest, in session: SessionRecord, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        guard case .answered(let earlier) = try await end(waiting, in: session) else { throw Self.denied }
        return try await `repeat`(earlier, to: waiting.request, of: waiting.client, in: session, at: now)
    }

    /// Answers a request without authorizing anything.
    private func end(
        _ waiting: WaitingRequest, in session: SessionRecord
    ) async throws(OAuthError) -> AnswerOutcome {
        let answer = AnswerRecord(
            request: waiting.id, session: session.id, userID: session.userID, delegation: nil,
            expiresAt: waiting.expiresAt)
        return try await storing(await store.commitAnswer(answer, authorizing: nil))
    }

    /// Leads the person where the first answer led: with the same code while nobody has fetched what it stands for. A code
    /// that was redeemed is not sent again, since the client would show it again and lose what it got (RFC 6749 §4.1.2).
    private func `repeat`(
        _ earlier: AnswerRecord, to request: ValidatedRequest, of client: ClientRecord, in session: SessionRecord,
        at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        guard earlier.session == session.id else {
            throw OAuthError(.accessDenied, "somebody else answered the request meanwhile")
        }
        guard let id = earlier.delegation else { throw Self.denied }
        let standing = try await storing(await store.findDelegation(id))
        guard let delegation = standing?.delegation, delegation.redeemedAt == nil, delegation.revokedAt == nil,
            now < delegation.expiresAt
        else { return .answered(client) }
        return try await handOver(id, to: request, of: client, at: now)
    }

    private func handOver(
        _ id: DelegationID, to request: ValidatedRequest, of client: ClientRecord, at now: Timestamp
    ) async throws(OAuthError) -> AuthorizationStep {
        let answer = try await modes.answer(AuthorizationCode(for: id, by: codes), to: request, of: client, at: now)
        return .answer(answer, to: Recipient(client: client, languages: request.uiLocales), nil)
    }

    private static var denied: OAuthError { OAuthError(.accessDenied, "the user did not allow it") }

    private func answeringErrors(
        to request: ValidatedRequest, of client: ClientRecord, in browser: Browser, at now: Timestamp,
        _ step: () async throws(OAuthError) -> AuthorizationStep
    ) async throws(OAuthError) -> AuthorizationStep {
        do {
            return try await step()
        } catch {
            let answer = try await modes.answer(error, to: request, of: client, from: browser.address, at: now)
            return .answer(answer, to: Recipient(client: client, languages: request.uiLocales), error)
        }
    }
}
