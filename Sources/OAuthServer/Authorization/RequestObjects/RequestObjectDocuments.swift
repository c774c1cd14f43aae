import OAuthProtocol
import Storage
import Synchronization

/// Fetches request objects from where clients keep them (`request_uri`, OpenID Connect Core §6.2). Only what a client
/// registered is fetched, always anew, since each object is for one request; and not too many at a time nor from one network,
/// since anybody can begin a request.
final class RequestObjectDocuments: Sendable {
    /// Fetches at a time of one document, and of all.
    private static let limits = (document: 8, all: 32)

    private let documents: any DocumentFetching
    private let rate: RateLimit
    private let places = NetworkConcurrencyLimit()
    private let running = Mutex<[WebURI: Int]>([:])

    /// - `most`: fetches that the requests of one network may cause in a minute.
    init(documents: any DocumentFetching, most: Int) {
        self.documents = documents
        rate = RateLimit(most: most)
    }

    /// - `address`: of whoever begins the request.
    /// - Throws: `invalid_request_uri` if the client registered no such address, or no object can be had there;
    ///   `temporarily_unavailable` if too many are being fetched, `too_many_requests` if they are from one network.
    func fetch(
        _ text: String, of client: ClientRecord, from address: String, at now: Timestamp
    ) async throws(OAuthError) -> String {
        guard let requested = RequestURI(text),
            client.metadata.requestURIs.contains(where: { $0.matches(requested) })
        else { throw OAuthError(.invalidRequestURI, "request_uri is not registered for this client") }
        let document = requested.document
        try rate.count(address, at: now)
        let leave = try places.take(address)
        defer { leave() }
        guard begin(document) else {
            throw OAuthError(.temporarilyUnavailable, "too many request objects are being fetched now", retryAfter: 5)
        }
        defer { end(document) }
        let octets: [UInt8]
        do {
            octets = try await documents.fetch(document.value)
        } catch {
            let reason = error.code == .invalidClientMetadata ? "is not visited" : "could not be fetched"
            throw OAuthError(.invalidRequestURI, "the request_uri \(reason)", cause: error.cause)
        }
        // Space around it, such as the end of a line in a file, is no part of it.
        let text = octets.split(whereSeparator: { $0 <= 0x20 })
        guard text.count == 1, let object = text.first.flatMap({ String(validating: $0, as: UTF8.self) }) else {
            throw OAuthError(.invalidRequestURI, "the request_uri holds no request object")
        }
        return object
    }

    private func begin(_ document: WebURI) -> Bool {
        running.withLock { running in
            guard running[document, default: 0] < Self.limits.document,
                running.values.reduce(0, +) < Self.limits.all
            else { return false }
            running[document, default: 0] += 1
            return true
        }
    }

    private func end(_ document: WebURI) {
        running.withLock { running in
            running[document] = running[document].flatMap { $0 > 1 ? $0 - 1 : nil }
        }
    }
}
