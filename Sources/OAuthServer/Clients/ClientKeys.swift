import JOSE
import OAuthProtocol
import Storage
import Synchronization

/// The clients' own public keys: those of `jwks` as they were registered, those of `jwks_uri` as they are published.
package final class ClientKeys: Sendable {
    /// More than this are not held at once.
    fileprivate static let capacity = 1000
    /// Seconds without use after which an address is held no longer than room is plenty.
    private static let idle: Int64 = 600

    private struct State {
        var registered = BoundedCache<ClientID, (jwks: JSONObject, keys: JWKSet)>(capacity: ClientKeys.capacity)
        var published: [Place: (keys: PublishedKeys, usedAt: Timestamp)] = [:]
    }

    /// An address, fetched for one kind of client: a dynamic client who names somebody's keys must not use up their fetches.
    private struct Place: Hashable {
        let url: String
        let isDynamic: Bool
    }

    private let documents: any DocumentFetching
    private let dynamicClientDocuments: any DocumentFetching
    /// Of fetches for dynamic clients: whoever names such a client has them made.
    private let dynamicClientFetches = RateLimit(most: 120)
    private let dynamicClientPlaces = NetworkConcurrencyLimit()
    /// Of answers that are encrypted to such clients for whoever asks, as errors are.
    let dynamicClientAnswers = RateLimit(most: 120)
    /// Where answers are encrypted to keys with which that takes long.
    let costlyEncryption = CostlyWork(name: "encryption", most: 64)
    private let state = Mutex(State())

    /// - Parameters:
    ///   - documents: fetches what `jwks_uri` names.
    ///   - dynamicClientDocuments: does so for clients that nobody here registered; `nil` for the same.
    package init(documents: any DocumentFetching, dynamicClientDocuments: (any DocumentFetching)? = nil) {
        self.documents = documents
        self.dynamicClientDocuments = dynamicClientDocuments ?? documents
    }

    /// The keys that tokens for the client may be encrypted to; empty if it has none for this algorithm.
    ///
    /// - `address`: of whoever has something encrypted; `nil` is not limited.
    /// - Throws: `temporarily_unavailable` if the client publishes its keys, and they cannot be had.
    package func encryptionKeys(
        of client: ClientRecord, for algorithm: KeyManagementAlgorithm, from address: String? = nil, at now: Timestamp
    ) async throws(OAuthError) -> [EncryptionKey] {
        try await find(of: client, from: address, at: now) { $0.encryptionKeys(for: algorithm) }
    }

    /// The keys with which the client may have made a signature; empty if it has none for this algorithm.
    ///
    /// - `keyID`: `kid` of the token: only keys of that name or of none are given; `nil` gives all.
    /// - `algorithm`: `alg` of the token, which the caller has found acceptable.
    /// - `address`: of whoever brings the signature; `nil` is not limited.
    /// - Throws: `temporarily_unavailable` if the client publishes its keys, and they cannot be had.
    package func verificationKeys(
        of client: ClientRecord, keyID: String?, algorithm: String, from address: String? = nil, at now: Timestamp
    ) async throws(OAuthError) -> [PublicKey] {
        try await find(of: client, from: address, at: now) { $0.keys(id: keyID, algorithm: algorithm) }
    }

    private func find<Key: Sendable>(
        of client: ClientRecord, from address: String? = nil, at now: Timestamp, _ choice: @Sendable (JWKSet) -> [Key]
    ) async throws(OAuthError) -> [Key] {
        if let jwks = client.metadata.jwks { return choice(try registered(jwks, of: client)) }
        guard let uri = client.metadata.jwksURI else { return [] }
        let isDynamic = client.origin.isDynamic
        return try await published(at: uri.value, isDynamic, now).find(at: now, choice) { () throws(OAuthError) in
            guard isDynamic else { return {} }
            try dynamicClientFetches.count(address, at: now)
            return try dynamicClientPlaces.take(address)
        }
    }

    /// The keys of the metadata, read once for as long as they stay what they are.
    private func registered(_ jwks: JSONObject, of client: ClientRecord) throws(OAuthError) -> JWKSet {
        let held = state.withLock { $0.registered[client.id] }
        if let held, held.jwks == jwks { return held.keys }
        let keys: JWKSet
        do {
            keys = try JWKSet(json: jwks.octets, within: client.origin.isDynamic ? .dynamicClients : .operators)
        } catch {
            throw OAuthError(
                .serverError, "the keys of the client cannot be read", cause: "client \(client.id): \(error)")
        }
        state.withLock { $0.registered[client.id] = (jwks, keys) }
        return keys
    }

    /// By address and not by client, so that clients who share one do not add up to a flood.
    private func published(at url: String, _ isDynamic: Bool, _ now: Timestamp) -> PublishedKeys {
        let place = Place(url: url, isDynamic: isDynamic)
        return state.withLock { state in
            let held = state.published[place]?.keys
            if held == nil, state.published.count >= Self.capacity { Self.makeRoom(in: &state, at: now) }
            let keys =
                held
                ?? PublishedKeys(
                    source: .url(url), owner: "client", documents: isDynamic ? dynamicClientDocuments : documents,
                    within: isDynamic ? .dynamicClients : .operators)
            state.published[place] = (keys, now)
            return keys
        }
    }

    /// Drops whose keys have grown old anyway; only if all are in use, one that is not used now, so that nobody gets
    /// more fetches by making the server forget.
    private static func makeRoom(in state: inout State, at now: Timestamp) {
        state.published = state.published.filter { ($0.value.usedAt + idle).isAhead(of: now, byAtMost: idle) }
        if state.published.count >= capacity,
            let longest = state.published.min(by: { $0.value.usedAt < $1.value.usedAt })
        {
            state.published[longest.key] = nil
        }
    }
}
