import OAuthProtocol
import Storage

/// What a person does with a user code in a browser (RFC 8628 §3.3): looks at what the device asks for, and decides. How
/// often anybody may guess at codes is for the caller to limit, before it asks here.
package struct DeviceVerification: Sendable {
    /// A device that waits for a person.
    package struct Request: Sendable {
        package let client: ClientRecord
        package let scope: Scope
        /// The resources asked for; empty means the server itself.
        package let resources: [ResourceIndicator]
        /// Whether the session in which it is looked at serves for what the client asks.
        package let authentication: AuthenticationRule.Finding
    }

    private let devices: any DeviceAuthorizationStore
    private let clients: ClientDirectory
    private let policy: InteractionPolicy
    private let authentication: AuthenticationRule
    private let requests: WaitingRequests
    private let keys: TokenKeys

    package init(
        configuration: ServerConfiguration, clients: ClientDirectory, keys: TokenKeys, store: any Store,
        entropy: Entropy
    ) {
        devices = store
        self.clients = clients
        authentication = AuthenticationRule(configuration, store: store)
        policy = InteractionPolicy(
            consents: store, subjects: Subjects(keys: keys), authentication: authentication)
        requests = WaitingRequests(store: store, clients: clients, keys: keys, entropy: entropy)
        self.keys = keys
    }

    /// Keeps the code for when the person has signed in.
    ///
    /// - Returns: the handle under which it waits for this browser.
    /// - Throws: `server_error` if the handle cannot be sealed.
    package func wait(
        with code: UserCode, in browser: Browser, at now: Timestamp
    ) throws(OAuthError) -> Secret {
        try requests.add(code, in: browser, at: now)
    }

    /// The device that waits with `code`, as it looks from this browser.
    ///
    /// - Returns: `nil` for a code that was never given out, has expired, or was decided upon, and for a client that is
    ///   gone or may not have what it asked for any more: nobody is told which. Nor is anything found where nobody is
    ///   signed in.
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    package func find(
        _ code: UserCode, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> Request? {
        let found = try await look(for: code, in: browser, at: now)
        return found?.decision == nil ? found?.request : nil
    }

    /// Carries out the person's decision, and with an approval remembers the consent. Of several decisions on one code, one
    /// counts; the same person is told of it again.
    ///
    /// - Returns: what was decided upon, and how; `nil`, changing nothing, where `find` finds nothing, where the person would
    ///   have to sign in again first, and where somebody else was first.
    /// - Throws: `temporarily_unavailable` or `server_error` if the store cannot answer.
    package func decide(
        _ code: UserCode, allow: Bool, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> (request: Request, isAllowed: Bool)? {
        guard let (session, user) = browser.signedIn, let found = try await look(for: code, in: browser, at: now)
        else { return nil }
        if found.decision != nil { return Self.decided(found, in: session) }
        let request = found.request
        guard case .serves(let context) = request.authentication else { return nil }
        let isDone: Bool
        let digest = DeviceFlow.digest(of: code, by: keys)
        if allow {
            isDone = try await approve(
                request, digest, by: user,
                with: DeviceApproval(
                    userID: user.id, sessionID: session.id, authenticatedAt: session.authenticatedAt,
                    acr: context.rawValue, methods: session.methods), at: now)
        } else {
            isDone = try await storing(await devices.commitDenial(ofUserCode: digest, at: now))
        }
        if isDone { return (request, allow) }
        return try await look(for: code, in: browser, at: now).flatMap { Self.decided($0, in: session) }
    }

    private func approve(
        _ request: Request, _ digest: TokenDigest, by user: UserRecord, with approval: DeviceApproval,
        at now: Timestamp
    ) async throws(OAuthError) -> Bool {
        // A device leads nowhere, so the client may send the person to no place that they have not judged.
        let remembered = try await policy.consent(of: user, to: request.client)
        let consent = InteractionPolicy.consent(
            of: user, to: request.client, remembered: remembered, widenedBy: request.scope, claims: [],
            resources: request.resources, destinations: [], at: now)
        let isKept = try await unlessGone { () throws(OAuthError) in
            try await clients.keep(request.client, at: now)
            return true
        }
        guard isKept ?? false else { return false }
        return try await storing(
            await devices.commitApproval(approval, ofUserCode: digest, remembering: consent, at: now))
    }

    /// What was decided in this session; a refusal does not say whose it was.
    private static func decided(
        _ found: (request: Request, decision: DeviceAuthorizationRecord.Decision?), in session: SessionRecord
    ) -> (request: Request, isAllowed: Bool)? {
        switch found.decision {
        case .allowed(let approval): approval.sessionID == session.id ? (found.request, true) : nil
        case .denied: (found.request, false)
        case nil: nil
        }
    }

    private func look(
        for code: UserCode, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> (request: Request, decision: DeviceAuthorizationRecord.Decision?)? {
        guard let session = browser.signedIn?.session else { return nil }
        let digest = DeviceFlow.digest(of: code, by: keys)
        let found = try await storing(await devices.findDeviceAuthorization(userCode: digest))
        guard let found, now < found.codesExpireAt,
            let client = try await unlessGone({ () throws(OAuthError) in
                try await clients.find(found.client.id, from: browser.address, at: now)
            }), client.registration == found.client,
            client.metadata.grantTypes.contains(.deviceCode),
            let scope = try? ScopeRule.left(of: found.scope, for: client.metadata)
        else { return nil }
        let request = Request(
            client: client, scope: scope, resources: found.resources,
            authentication: try await judge(session, for: client.metadata, askedAt: found.createdAt, at: now))
        return (request, found.decision)
    }

    /// Whether the session serves a client, by its `default_max_age` and `default_acr_values`. Who signed in since the device
    /// asked has done so lately enough.
    private func judge(
        _ session: SessionRecord, for client: ClientMetadata, askedAt: Timestamp, at now: Timestamp
    ) async throws(OAuthError) -> AuthenticationRule.Finding {
        let isFresh = client.defaultMaxAge.map { session.authenticatedAt.isRecent(at: now, within: $0) } ?? true
        return try await authentication.judge(
            session, for: AuthenticationContextRequest(values: client.defaultACRValues, isEssential: false),
            isFresh: isFresh || session.authenticatedAt >= askedAt, at: now)
    }

    /// What `call` gives; `nil` if the client is none any more.
    private func unlessGone<Value>(
        _ call: () async throws(OAuthError) -> Value?
    ) async throws(OAuthError) -> Value? {
        do {
            return try await call()
        } catch {
            guard error.code == .invalidClient else { throw error }
            return nil
        }
    }
}
