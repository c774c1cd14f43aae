import OAuthProtocol
import OAuthServer
import Synchronization

/// Documents "fetched" from memory, with a count of how often, and a door that can be held shut.
package final class KeptDocuments: DocumentFetching {
    private struct State {
        var documents: [String: FetchedDocument] = [:]
        var fetches: [String] = []
        var isShut = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// The addresses that were fetched, in order.
    package var fetches: [String] { state.withLock { $0.fetches } }

    /// Publishes a document, or with `nil` takes it away.
    package func publish(_ document: [UInt8]?, at url: String) {
        state.withLock { $0.documents[url] = document.map { FetchedDocument(octets: $0) } }
    }

    /// Answers with all of this at an address.
    package func answer(_ document: FetchedDocument, at url: String) {
        state.withLock { $0.documents[url] = document }
    }

    /// Fetches that begin from now on do not end before `open`.
    package func shut() {
        state.withLock { $0.isShut = true }
    }

    /// Lets every fetch end.
    package func open() {
        let held = state.withLock { state in
            state.isShut = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    package func fetch(_ url: String, limit: Int) async throws(OAuthError) -> FetchedDocument {
        state.withLock { $0.fetches.append(url) }
        await withCheckedContinuation { continuation in
            let mayGo = state.withLock { state in
                if state.isShut { state.held.append(continuation) }
                return !state.isShut
            }
            if mayGo { continuation.resume() }
        }
        guard let document = state.withLock({ $0.documents[url] }), document.octets.count <= limit else {
            throw .unfetched("there is no such document, or it is too large")
        }
        return document
    }
}
