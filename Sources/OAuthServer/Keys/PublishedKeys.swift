import JOSE
import OAuthProtocol

/// The public keys of one trusted issuer or client: given by configuration, or fetched when needed, held for a while, and
/// fetched again when a key is not among them, but not more than five times a minute, whoever asks.
actor PublishedKeys {
    private static let freshFor: Int64 = 600
    private static let fetchesPerMinute = 5

    private let source: TrustedIssuer.KeySource
    /// Whose keys they are, for error texts.
    private let owner: String
    private let documents: any DocumentFetching
    private let bounds: KeyBounds
    private var keys: JWKSet?
    private var fetchedAt: Timestamp?
    /// When keys were fetched, or that was tried, within the last minute.
    private var attempts: [Timestamp] = []
    private var fetching: Task<Result<JWKSet, OAuthError>, Never>?

    /// - `owner`: as in "the keys of the `owner` cannot be read".
    /// - `bounds`: how large they may be.
    init(
        source: TrustedIssuer.KeySource, owner: String, documents: any DocumentFetching,
        within bounds: KeyBounds = .operators
    ) {
        self.bounds = bounds
        self.source = source
        self.owner = owner
        self.documents = documents
    }

    /// The keys that `choice` finds; if it finds none at first, among keys that were fetched anew. Empty if there is none.
    ///
    /// - `admit`: asked before anything is fetched, and gives what to call when that has ended; what it throws is
    ///   thrown.
    /// - Throws: `temporarily_unavailable` if keys are needed and cannot be had, `server_error` if those of the
    ///   configuration are no keys.
    func find<Key: Sendable>(
        at now: Timestamp, _ choice: @Sendable (JWKSet) -> [Key],
        admit: @Sendable () throws(OAuthError) -> @Sendable () -> Void = { {} }
    ) async throws(OAuthError) -> [Key] {
        let found = freshKeys(at: now).map(choice) ?? []
        return found.isEmpty ? choice(try await refresh(at: now, admit)) : found
    }

    /// The keys at hand, unless they are so old that they may have been withdrawn.
    private func freshKeys(at now: Timestamp) -> JWKSet? {
        fetchedAt.map { ($0 + Self.freshFor).isAhead(of: now, byAtMost: Self.freshFor) } ?? true ? keys : nil
    }

    private func refresh(
        at now: Timestamp, _ admit: @Sendable () throws(OAuthError) -> @Sendable () -> Void
    ) async throws(OAuthError) -> JWKSet {
        switch source {
        case .keys(let octets):
            let set = try Self.parse(octets, of: owner, within: bounds, failing: .serverError)
            keys = set
            return set
        case .url(let url):
            if let fetching { return try await fetching.value.get() }
            attempts.removeAll { !($0 + 60).isAhead(of: now, byAtMost: 60) }
            guard attempts.count < Self.fetchesPerMinute else {
                if let keys = freshKeys(at: now) { return keys }
                throw OAuthError(.temporarilyUnavailable, "the keys of the \(owner) cannot be had now", retryAfter: 60)
            }
            let leave = try admit()
            attempts.append(now)
            let documents = documents
            let (owner, bounds) = (owner, bounds)
            // Unstructured, so that one fetch serves all who wait and none of them cancels it by leaving.
            let task = Task { () -> Result<JWKSet, OAuthError> in
                defer { leave() }
                do throws(OAuthError) {
                    let octets = try await documents.fetch(url)
                    return .success(
                        try Self.parse(octets, of: owner, within: bounds, failing: .temporarilyUnavailable))
                } catch {
                    return .failure(error)
                }
            }
            fetching = task
            let result = await task.value
            fetching = nil
            if case .success(let set) = result {
                keys = set
                fetchedAt = now
            }
            return try result.get()
        }
    }

    private static func parse(
        _ octets: [UInt8], of owner: String, within bounds: KeyBounds, failing code: OAuthError.Code
    ) throws(OAuthError) -> JWKSet {
        do {
            return try JWKSet(json: octets, within: bounds)
        } catch {
            throw OAuthError(code, "the keys of the \(owner) cannot be read", cause: "\(error)")
        }
    }
}
