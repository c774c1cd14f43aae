import JOSE
import OAuthProtocol
import Synchronization

/// The public keys of one trusted issuer or client: given by configuration, or fetched when needed, held for a while, and
/// fetched again when a key is not among them, but not more than five times a minute, whoever asks.
final class PublishedKeys: Sendable {
    private static let freshFor: Int64 = 600
    private static let fetchesPerMinute = 5

    private struct State {
        var keys: JWKSet?
        var fetchedAt: Timestamp?
        /// When keys were fetched, or that was tried, within the last minute.
        var attempts: [Timestamp] = []

        /// The keys at hand, unless they are so old that they may have been withdrawn.
        func freshKeys(at now: Timestamp) -> JWKSet? {
            fetchedAt.map { ($0 + freshFor).isAhead(of: now, byAtMost: freshFor) } ?? true ? keys : nil
        }

        mutating func mayFetch(at now: Timestamp) -> Bool {
            attempts.removeAll { !($0 + 60).isAhead(of: now, byAtMost: 60) }
            return attempts.count < fetchesPerMinute
        }
    }

    private let source: TrustedIssuer.KeySource
    /// Whose keys they are, for error texts.
    private let owner: String
    private let documents: any DocumentFetching
    private let bounds: KeyBounds
    private let fetches = SingleFlight<String, JWKSet>()
    private let state = Mutex(State())

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
        admit: () throws(OAuthError) -> @Sendable () -> Void = { {} }
    ) async throws(OAuthError) -> [Key] {
        let found = state.withLock { $0.freshKeys(at: now) }.map(choice) ?? []
        if !found.isEmpty { return found }
        switch source {
        case .keys(let octets):
            let keys = try parse(octets, failing: .serverError)
            state.withLock { $0.keys = keys }
            return choice(keys)
        case .url(let url): return try await refresh(from: url, at: now, admit).map(choice) ?? []
        }
    }

    /// Keys that were fetched anew; `nil` where that may not be yet, and those at hand are fresh.
    private func refresh(
        from url: String, at now: Timestamp, _ admit: () throws(OAuthError) -> @Sendable () -> Void
    ) async throws(OAuthError) -> JWKSet? {
        var isTooOften = false
        do throws(OAuthError) {
            return try await fetches.value(
                for: url,
                admit: { () throws(OAuthError) in
                    guard state.withLock({ $0.mayFetch(at: now) }) else {
                        isTooOften = true
                        throw OAuthError(
                            .temporarilyUnavailable, "the keys of the \(owner) cannot be had now", retryAfter: 60)
                    }
                    let leave = try admit()
                    state.withLock { $0.attempts.append(now) }
                    return leave
                },
                { [self] () throws(OAuthError) in
                    let keys = try parse(try await documents.fetch(url), failing: .temporarilyUnavailable)
                    state.withLock { ($0.keys, $0.fetchedAt) = (keys, now) }
                    return keys
                })
        } catch {
            if isTooOften, state.withLock({ $0.freshKeys(at: now) }) != nil { return nil }
            throw error
        }
    }

    private func parse(_ octets: [UInt8], failing code: OAuthError.Code) throws(OAuthError) -> JWKSet {
        do {
            return try JWKSet(json: octets, within: bounds)
        } catch {
            throw OAuthError(code, "the keys of the \(owner) cannot be read", cause: "\(error)")
        }
    }
}
