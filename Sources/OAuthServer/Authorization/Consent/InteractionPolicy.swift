import OAuthProtocol
import Storage

/// Says what a person must still do for an authorization request (OpenID Connect Core §3.1.2.3 and §3.1.2.4).
struct InteractionPolicy: Sendable {
    /// The next thing that a person must do.
    enum Demand: Equatable {
        case signIn
        case createAccount
        /// To show a second factor, and nothing else.
        case secondFactor
        /// To set up what is asked for and they do not have.
        case setup
        /// To allow it; the session is of this class, and this was allowed before.
        case consent(AuthenticationContext, ConsentRecord?)
        /// Nothing: the request can be answered; the session is of this class, and this was allowed before or needs no consent.
        case nothing(AuthenticationContext, ConsentBasis)
    }

    /// Values of one kind that a consent remembers.
    private static let memory = 64

    private let consents: any ConsentStore
    private let subjects: Subjects
    private let authentication: AuthenticationRule

    init(consents: any ConsentStore, subjects: Subjects, authentication: AuthenticationRule) {
        self.consents = consents
        self.subjects = subjects
        self.authentication = authentication
    }

    /// What is next for `request` in `browser`.
    ///
    /// - Throws: the error with which a request of `prompt=none` fails where a person would have to do something;
    ///   `login_required` if somebody has signed in for the request who is not the one that it demands.
    func next(
        for request: ValidatedRequest, of client: ClientRecord, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> Demand {
        let isSilent = request.prompts.contains(.none)
        if request.prompts.contains(.create) { return .createAccount }
        guard let (session, user) = browser.signedIn else {
            if isSilent { throw OAuthError(.loginRequired, "the user must sign in") }
            return .signIn
        }
        // Before anything is compared with who is signed in: a client that nobody let in shall learn nothing of them.
        let remembered = try await self.remembered(for: request, of: user, to: client)
        if isSilent, !client.metadata.skipsConsent, remembered == nil { throw Self.consentRequired }
        let isFresh = isSignedInAsAsked(for: request, session, user, at: now)
        let found = try await authentication.judge(session, for: request.context, isFresh: isFresh, at: now)
        guard case .serves(let context) = found else {
            if isSilent { throw Self.silentRefusal(of: request, session, user, at: now) }
            return found == .lacksSecondFactor ? .secondFactor : found == .lacksSetup ? .setup : .signIn
        }
        if let required = request.requiredSubject, required != subjects.subject(of: user.id, for: client.metadata) {
            // Once somebody has signed in for this request, asking again would go round in circles.
            if isSilent || request.isAfterSignIn {
                throw OAuthError(.loginRequired, "the user that the request demands is not the one who is signed in")
            }
            return .signIn
        }
        if Self.mustConsent(request, client, remembered) {
            if isSilent { throw Self.consentRequired }
            return .consent(context, remembered)
        }
        return .nothing(context, client.metadata.skipsConsent ? .none : .remembered)
    }

    /// Whether the right person signed in lately enough for the request.
    private func isSignedInAsAsked(
        for request: ValidatedRequest, _ session: SessionRecord, _ user: UserRecord, at now: Timestamp
    ) -> Bool {
        request.prompts.isDisjoint(with: [.login, .selectAccount, .create])
            && Self.isFreshEnough(request, session, at: now) && Self.isHinted(request, user)
    }

    /// The user's consent to this registration of the client; `nil` if there is none.
    func consent(of user: UserRecord, to client: ClientRecord) async throws(OAuthError) -> ConsentRecord? {
        let consent = try await storing(await consents.findConsent(of: user.id, to: client.id))
        return consent.flatMap { $0.client == client.registration ? $0 : nil }
    }

    /// What is to be remembered once the user allows the client this too, besides what is `remembered` already. Of what has no
    /// end by itself, single claims, resources and destinations, the latest are remembered, and the person is asked about
    /// older ones again.
    static func consent(
        of user: UserRecord, to client: ClientRecord, remembered: ConsentRecord?, widenedBy scope: Scope,
        claims: [String], resources: [ResourceIndicator], destinations: [String], at now: Timestamp
    ) -> ConsentRecord {
        ConsentRecord(
            userID: user.id, client: client.registration,
            scope: (remembered?.scope ?? .none).union(scope),
            claims: latest(claims, remembered?.claims), resources: latest(resources, remembered?.resources),
            destinations: latest(destinations, remembered?.destinations), grantedAt: now)
    }

    /// The new values, and as many of those that were remembered as there is room for; each once, the latest first.
    private static func latest<Value: Hashable>(_ new: [Value], _ remembered: [Value]?) -> [Value] {
        var known: Set<Value> = []
        return Array((new + (remembered ?? [])).filter { known.insert($0).inserted }.prefix(memory))
    }

    private static var consentRequired: OAuthError { OAuthError(.consentRequired, "the user must consent") }

    /// What the request is compared with; not looked for where nobody is asked.
    private func remembered(
        for request: ValidatedRequest, of user: UserRecord, to client: ClientRecord
    ) async throws(OAuthError) -> ConsentRecord? {
        if client.metadata.skipsConsent, !request.prompts.contains(.consent) { return nil }
        return try await consent(of: user, to: client)
    }

    private static func mustConsent(
        _ request: ValidatedRequest, _ client: ClientRecord, _ remembered: ConsentRecord?
    ) -> Bool {
        if request.prompts.contains(.consent) { return true }
        if client.metadata.skipsConsent { return false }
        guard let consent = remembered else { return true }
        // Of a client that nobody vouches for, the person judged where they would be sent to. On their own machine that
        // may be another program each time (RFC 8252 §8.6).
        if client.origin.isDynamic,
            request.redirectURI.isLocal || !consent.destinations.contains(request.redirectURI.displayedHost)
        {
            return true
        }
        // A claim is covered by its scope or by itself, a scope by nothing less than itself.
        let areClaimsCovered = request.claimsToAllow(for: client.metadata).allSatisfy { claim in
            consent.claims.map(\.octets).contains(claim.octets)
                || StandardClaims.scope(of: claim).map(consent.scope.contains) ?? false
        }
        return !areClaimsCovered || !request.scope.isSubset(of: consent.scope)
            || !request.resources.allSatisfy(consent.resources.contains)
    }

    /// Zero asks for a sign-in even within the second of the last one.
    private static func isFreshEnough(_ request: ValidatedRequest, _ session: SessionRecord, at now: Timestamp) -> Bool
    {
        request.maxAge.map { $0 > 0 && session.authenticatedAt.isRecent(at: now, within: $0) } ?? true
    }

    /// Whether `login_hint` names who is signed in. Accounts are not looked up by it, so that nobody learns who has one.
    private static func isHinted(_ request: ValidatedRequest, _ user: UserRecord) -> Bool {
        guard let hint = request.loginHint.map(UserRecord.loginKey) else { return true }
        return hint == UserRecord.loginKey(user.username) || hint == user.email.map(UserRecord.loginKey)
    }

    private static func silentRefusal(
        of request: ValidatedRequest, _ session: SessionRecord, _ user: UserRecord, at now: Timestamp
    ) -> OAuthError {
        if !isHinted(request, user) {
            return OAuthError(.accountSelectionRequired, "login_hint names somebody else than who is signed in")
        }
        if !isFreshEnough(request, session, at: now) {
            return OAuthError(.loginRequired, "the user signed in longer ago than max_age allows")
        }
        return OAuthError(.interactionRequired, "the user must sign in again for the acr that was asked for")
    }
}
