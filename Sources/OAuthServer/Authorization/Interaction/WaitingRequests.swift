import JOSE
import OAuthProtocol
import Storage

/// The requests that wait for a person, frozen, and the user codes that wait for somebody to sign in. The browser carries a
/// handle: most requests are sealed into it, and only one that is too large for that is kept.
struct WaitingRequests: Sendable {
    /// Seconds that a person has to sign in and to consent.
    private static let patience: Int64 = 1800
    /// Octets of a request that is kept, since anybody can have one kept.
    private static let limit = 16_384
    /// A mebibyte for one network, sixty-four for all.
    private static let bounds = RowBounds(perNetwork: 64, overAll: 4_096)

    private let store: any InteractionStore
    private let clients: ClientDirectory
    private let key: DerivedKey
    private let entropy: Entropy
    /// Each costs a write.
    private let kept = RateLimit(most: 120)

    init(store: any InteractionStore, clients: ClientDirectory, keys: TokenKeys, entropy: Entropy) {
        self.store = store
        self.clients = clients
        key = keys.waitingRequests
        self.entropy = entropy
    }

    /// What waits under `handle` in this browser. Of an application's request that nobody can answer any more, who sent the
    /// person here is told still.
    func open(_ handle: Secret, in browser: Browser, at now: Timestamp) async throws(OAuthError) -> OpenedHandle {
        guard let opened = RequestHandle(handle, of: browser.id, key: key) else { return .gone(sender: nil) }
        let subject: PendingInteraction.Subject
        if case .account(let octets) = opened.content {
            guard let page = AccountPage(octets: octets) else { return .gone(sender: nil) }
            subject = .account(page)
        } else if case .userCode(let octets) = opened.content {
            guard let code = UserCode(typed: String(decoding: octets, as: UTF8.self)) else { return .gone(sender: nil) }
            subject = .device(code)
        } else {
            guard let request = try await authorization(opened, in: browser, at: now) else { return .gone(sender: nil) }
            subject = .authorization(request)
        }
        let pending = PendingInteraction(handle: handle, opened: opened, subject: subject)
        return now < opened.expiresAt ? .pending(pending) : .gone(sender: pending.client)
    }

    /// Freezes a request under a fresh handle.
    ///
    /// - Throws: `invalid_request` for one that is too large to be kept, `too_many_requests` for too many of those that are
    ///   kept.
    func add(_ request: ValidatedRequest, in browser: Browser, at now: Timestamp) async throws(OAuthError) -> Secret {
        let octets = request.octets
        if let handle = seal(.request(octets), in: browser, at: now) { return handle.value }
        guard octets.count <= Self.limit, let handle = seal(.kept, in: browser, at: now) else {
            throw OAuthError(.invalidRequest, "the request is too large, send less in state, claims and hints")
        }
        try kept.count(browser.address, at: now)
        let interaction = InteractionRecord(
            digest: handle.opened.digest,
            owner: browser.signedIn.map { .user($0.user.id) } ?? .network(Network(of: browser.address).octets),
            request: octets, expiresAt: handle.opened.expiresAt)
        try await storing(await store.commitInteraction(interaction, within: Self.bounds))
        return handle.value
    }

    /// Seals a user code into a fresh handle.
    func add(_ code: UserCode, in browser: Browser, at now: Timestamp) throws(OAuthError) -> Secret {
        guard let handle = seal(.userCode(Array(code.exposed.utf8)), in: browser, at: now) else {
            throw Self.notSealed
        }
        return handle.value
    }

    /// A handle for a page of the account, to which nobody but whoever signs in anew goes on.
    func add(_ page: AccountPage, in browser: Browser, at now: Timestamp) throws(OAuthError) -> Secret {
        guard let handle = seal(.account(page.octets), in: browser, at: now) else { throw Self.notSealed }
        return handle.value
    }

    private static var notSealed: OAuthError {
        OAuthError(.serverError, "the server could not go on", cause: "a handle was not sealed")
    }

    /// The same once somebody has signed in for it.
    func afterSignIn(_ pending: PendingInteraction, in browser: Browser) throws(OAuthError) -> PendingInteraction {
        guard case .authorization(let waiting) = pending.subject else { return pending }
        var opened = pending.opened
        opened.isAfterSignIn = true
        guard let handle = opened.sealed(for: browser.id, key: key) else { throw Self.notSealed }
        return PendingInteraction(handle: handle, opened: opened, subject: .authorization(waiting.signedIn))
    }

    private func seal(
        _ content: RequestHandle.Content, in browser: Browser, at now: Timestamp
    ) -> (value: Secret, opened: RequestHandle)? {
        let opened = RequestHandle(
            id: entropy.octets(RequestHandle.idLength), expiresAt: now + Self.patience, content: content)
        return opened.sealed(for: browser.id, key: key).map { ($0, opened) }
    }

    private func authorization(
        _ opened: RequestHandle, in browser: Browser, at now: Timestamp
    ) async throws(OAuthError) -> WaitingRequest? {
        let octets: [UInt8]
        switch opened.content {
        case .request(let carried): octets = carried
        case .userCode, .account: return nil
        case .kept:
            let found = try await storing(await store.findInteraction(opened.digest))
            guard let found else { return nil }
            octets = found.request
        }
        guard let request = ValidatedRequest(octets: octets),
            let client = try await clients.find(request.client.id, from: browser.address, at: now),
            client.registration == request.client,
            // An address that the client has given up meanwhile gets no code any more.
            client.metadata.redirectURIs.contains(where: { $0.matches(request.redirectURI) })
        else { return nil }
        return WaitingRequest(
            id: opened.digest, request: opened.isAfterSignIn ? request.signedIn : request, client: client,
            expiresAt: opened.expiresAt)
    }
}
