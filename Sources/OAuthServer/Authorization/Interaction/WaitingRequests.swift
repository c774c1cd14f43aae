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

    /// The request that waits under `handle` in this browser; `nil` if there is none (any more).
    func find(_ handle: Secret, in browser: Browser, at now: Timestamp) async throws(OAuthError) -> WaitingRequest? {
        guard case .authorization(let request) = try await errand(handle, in: browser, at: now) else { return nil }
        return request
    }

    /// What waits under `handle` in this browser; `nil` if nothing does (any more).
    func errand(_ handle: Secret, in browser: Browser, at now: Timestamp) async throws(OAuthError)
        -> PendingInteraction?
    {
        guard let opened = RequestHandle(handle, of: browser.id, key: key), now < opened.expiresAt else { return nil }
        if case .userCode(let octets) = opened.content {
            return UserCode(typed: String(decoding: octets, as: UTF8.self)).map { .device($0) }
        }
        return try await authorization(opened, in: browser, at: now).map { .authorization($0) }
    }

    /// Who sent the person here with a request that this browser was given and that nobody can answer any more; `nil` if
    /// that cannot be told.
    func sender(of handle: Secret, in browser: Browser, at now: Timestamp) async throws(OAuthError) -> ClientRecord? {
        guard let opened = RequestHandle(handle, of: browser.id, key: key) else { return nil }
        return try await authorization(opened, in: browser, at: now)?.client
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
        try await storing { () throws(StorageError) in
            try await store.commitInteraction(interaction, within: Self.bounds)
        }
        return handle.value
    }

    /// Seals a user code into a fresh handle.
    func add(_ code: UserCode, in browser: Browser, at now: Timestamp) throws(OAuthError) -> Secret {
        guard let handle = seal(.userCode(Array(code.exposed.utf8)), in: browser, at: now) else {
            throw OAuthError(.serverError, "the server could not go on", cause: "a user code was not sealed")
        }
        return handle.value
    }

    /// The handle under which the same request waits once somebody has signed in for it; `nil` for a handle that is none of
    /// this browser's.
    func afterSignIn(_ handle: Secret, in browser: Browser) -> Secret? {
        guard var opened = RequestHandle(handle, of: browser.id, key: key) else { return nil }
        opened.isAfterSignIn = true
        return opened.sealed(for: browser.id, key: key)
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
        case .userCode: return nil
        case .kept:
            let found = try await storing { () throws(StorageError) in
                try await store.findInteraction(opened.digest)
            }
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
