import OAuthProtocol
import Storage
import Synchronization

/// Client ID metadata documents (OAuth Client ID Metadata Document §4): fetched when needed, one fetch at a time for each,
/// and held as long as their headers say, within bounds.
package final class ClientDocuments: Sendable {
    /// Octets (§6.6).
    private static let limit = 5120
    /// Seconds for which a document is held that says nothing, and the least and the most that it may say.
    private static let held: (usually: Int64, least: Int64, most: Int64) = (600, 60, 86_400)
    /// Seconds after a failure before a document is tried again for a client that can go on without.
    private static let pause: Int64 = 60
    /// More documents than this are not held at once.
    fileprivate static let capacity = 1000
    /// Nor more of one host.
    private static let share = 50

    private struct Entry {
        let metadata: ClientMetadata
        let until: Timestamp
        var usedAt: Timestamp

        func isFresh(at now: Timestamp) -> Bool { until.isAhead(of: now, byAtMost: ClientDocuments.held.most) }
    }

    private struct State {
        var entries: [ClientDocumentURI: Entry] = [:]
        var failures = BoundedCache<ClientDocumentURI, Timestamp>(capacity: ClientDocuments.capacity)

        mutating func drop(from some: [ClientDocumentURI: Entry]) {
            if let oldest = some.min(by: { $0.value.usedAt < $1.value.usedAt }) { entries[oldest.key] = nil }
        }
    }

    private let rules: RegistrationRules
    private let documents: any DocumentFetching
    private let sectors: SectorDocuments
    /// Of fetches: a document that is held costs nothing.
    private let fetches = RateLimit(most: 120)
    private let places = NetworkConcurrencyLimit()
    private let running = SingleFlight<ClientDocumentURI, ClientMetadata>()
    private let state = Mutex(State())

    package init(rules: RegistrationRules, documents: any DocumentFetching) {
        self.rules = rules
        self.documents = documents
        sectors = SectorDocuments(documents: documents)
    }

    /// The metadata that is held of the document; `nil` if it must be looked at anew.
    func held(_ uri: ClientDocumentURI, at now: Timestamp) -> ClientMetadata? {
        state.withLock { state in
            guard let entry = state.entries[uri], entry.isFresh(at: now), rules.signs(for: entry.metadata) else {
                return nil
            }
            state.entries[uri]?.usedAt = now
            return entry.metadata
        }
    }

    /// The metadata that the document at `uri` states now.
    ///
    /// - `address`: of whoever makes us look; `nil` is not limited.
    /// - `isKnown`: whether the client can go on without its document, so that one which cannot be had keeps nobody waiting.
    /// - Throws: `invalid_client` saying what is wrong with the document, also if there is none;
    ///   `temporarily_unavailable` if it cannot be had; `too_many_requests`.
    package func find(
        _ uri: ClientDocumentURI, isKnown: Bool, from address: String?, at now: Timestamp
    ) async throws(OAuthError) -> ClientMetadata {
        if let held = held(uri, at: now) { return held }
        if let objection = rules.objection(to: uri) { throw Self.refused("its address \(objection.rule)") }
        let failedAt = state.withLock { $0.failures[uri] }
        if isKnown, let failedAt, (failedAt + Self.pause).isAhead(of: now, byAtMost: Self.pause) {
            throw .unfetched("it could not be a moment ago")
        }
        try fetches.count(address, at: now)
        // Whoever begins it has it counted, for as long as it takes.
        return try await running.value(
            for: uri, admit: { () throws(OAuthError) in try places.take(address) },
            { [self] () throws(OAuthError) in try await fetch(uri, isKnown, at: now) })
    }

    private func fetch(
        _ uri: ClientDocumentURI, _ isKnown: Bool, at now: Timestamp
    ) async throws(OAuthError) -> ClientMetadata {
        do throws(OAuthError) {
            let document = try await documents.fetch(uri.value, limit: Self.limit)
            let metadata = try judge(document, at: uri, isKnown)
            try await sectors.prove(metadata)
            let age = min(max(document.maxAge ?? Self.held.usually, Self.held.least), Self.held.most)
            note(Entry(metadata: metadata, until: now + age, usedAt: now), failed: false, of: uri, at: now)
            return metadata
        } catch {
            // What is refused is not held (§4.3), so that a client which was mended is taken at once.
            note(nil, failed: error.code == .temporarilyUnavailable, of: uri, at: now)
            throw error
        }
    }

    private func note(_ entry: Entry?, failed: Bool, of uri: ClientDocumentURI, at now: Timestamp) {
        state.withLock { state in
            if state.entries[uri] == nil { Self.makeRoom(for: uri, in: &state, at: now) }
            state.entries[uri] = entry
            state.failures[uri] = failed ? now : nil
        }
    }

    /// - `isKnown`: whether somebody let the client in. It then ends with its document, and with nothing that a
    ///   busy or suspicious host says in its place.
    private func judge(
        _ document: FetchedDocument, at uri: ClientDocumentURI, _ isKnown: Bool
    ) throws(OAuthError) -> ClientMetadata {
        guard ![404, 410].contains(document.status) else { throw Self.refused("there is no document at this address") }
        guard document.status == 200 else { throw .unfetched("the answer was \(document.status)") }
        guard document.mediaType == "application/json" || document.mediaType.octets.hasSuffix("+json"),
            let object = (try? JSONParser.parse(document: document.octets))?.object
        else {
            let reason = "it is not a JSON object of a JSON media type"
            throw isKnown ? .unfetched(reason) : Self.refused(reason)
        }
        do throws(OAuthError) {
            return try rules.metadata(ofDocument: object, at: uri)
        } catch {
            throw Self.refused(error.description)
        }
    }

    /// Lets go of what is old, and then of what was not used for longest: of the same host, if that has its share, so that
    /// none can push the others out.
    private static func makeRoom(for uri: ClientDocumentURI, in state: inout State, at now: Timestamp) {
        let siblings = state.entries.filter { $0.key.host == uri.host }
        if siblings.count >= share { state.drop(from: siblings) }
        guard state.entries.count >= capacity else { return }
        state.entries = state.entries.filter { $0.value.isFresh(at: now) }
        if state.entries.count >= capacity { state.drop(from: state.entries) }
    }

    private static func refused(_ reason: String) -> OAuthError {
        OAuthError(.invalidClient, "the metadata document that client_id names is refused: \(reason)")
    }
}
