import JOSE
import OAuthProtocol
import Storage

/// The requests that wait for a person, frozen, and the user codes that wait for somebody to sign in; the browser carries
/// a handle.
struct WaitingRequests: Sendable {
    /// Seconds that a person has to sign in and to consent. Not many, since anybody can begin a request, and each is a row.
    private static let patience: Int64 = 1800

    /// Octets of a frozen request, since anybody can have one kept.
    private static let limit = 16_384

    private let store: any SessionStore
    private let clients: ClientDirectory
    private let keys: TokenKeys
    private let entropy: Entropy

    init(store: any SessionStore, clients: ClientDirectory, keys: TokenKeys, entropy: Entropy) {
        self.store = store
        self.clients = clients
        self.keys = keys
        self.entropy = entropy
    }

    /// The request that waits under `handle` in this browser; `nil` if there is none (any more).
    func find(_ handle: Secret, in browser: Browser, at now: Timestamp) async throws(OAuthError) -> WaitingRequest? {
        guard case .authorization(let request) = try await errand(handle, in: browser, at: now) else { return nil }
        return request
    }

    /// What waits under `handle` in this browser; `nil` if nothing does (any more).
    func errand(_ handle: Secret, in browser: Browser, at now: Timestamp) async throws(OAuthError) -> Errand? {
        let interaction = try await storing { () throws(StorageError) in
            try await store.findInteraction(handle.digest)
        }
        guard let interaction, interaction.browser == browser.cookie, now < interaction.expiresAt else { return nil }
        if let code = userCode(in: interaction.request, under: handle) { return .device(code) }
        guard let request = ValidatedRequest(octets: interaction.request),
            let client = try await clients.find(request.clientID, from: browser.address, at: now),
            client.instance == request.clientInstance,
            // An address that the client has given up meanwhile gets no code any more.
            client.metadata.redirectURIs.contains(where: { $0.matches(request.redirectURI) })
        else { return nil }
        return .authorization(WaitingRequest(request: request, client: client))
    }

    /// Freezes a request under a fresh handle.
    ///
    /// - Throws: `invalid_request` for one that is too large to be kept.
    func add(_ request: ValidatedRequest, in browser: Browser, at now: Timestamp) async throws(OAuthError) -> Secret {
        let octets = request.octets
        guard octets.count <= Self.limit else {
            throw OAuthError(.invalidRequest, "the request is too large, send less in state, claims and hints")
        }
        return try await keep(in: browser, at: now) { _ in octets }
    }

    /// Keeps a user code under a fresh handle, sealed, since the code is a secret and the database is none.
    func add(_ code: UserCode, in browser: Browser, at now: Timestamp) async throws(OAuthError) -> Secret {
        try await keep(in: browser, at: now) { handle in
            let sealed = keys.userCodes.seal(Array(code.exposed.utf8), bound: handle.digest.octets)
            return (["user_code": .string(Base64URL.encode(sealed))] as JSONObject).octets
        }
    }

    private func keep(
        in browser: Browser, at now: Timestamp, _ content: (Secret) -> [UInt8]
    ) async throws(OAuthError) -> Secret {
        let handle = entropy.secret()
        let interaction = InteractionRecord(
            digest: handle.digest, browser: browser.cookie, request: content(handle), expiresAt: now + Self.patience)
        try await storing { () throws(StorageError) in try await store.commitInteraction(interaction) }
        return handle
    }

    private func userCode(in octets: [UInt8], under handle: Secret) -> UserCode? {
        guard let json = try? JSONParser.parse(octets).object,
            let sealed = json["user_code"]?.string.flatMap({ Base64URL.decode($0) }),
            let code = try? keys.userCodes.open(sealed, bound: handle.digest.octets)
        else { return nil }
        return UserCode(typed: String(decoding: code, as: UTF8.self))
    }

    /// - Returns: false if it was ended meanwhile.
    func replace(_ handle: Secret, by request: ValidatedRequest) async throws(OAuthError) -> Bool {
        try await storing { () throws(StorageError) in
            try await store.commitInteraction(handle.digest, request: request.octets)
        }
    }

    /// - Returns: true to exactly one caller.
    func end(_ handle: Secret) async throws(OAuthError) -> Bool {
        try await storing { () throws(StorageError) in try await store.commitEndOfInteraction(handle.digest) }
    }
}
