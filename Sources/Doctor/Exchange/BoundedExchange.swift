import OAuthProtocol
import Synchronization

/// Bounds what a run may cost: a host that does not answer is not asked for ever, and no document can send us around
/// without end.
final class BoundedExchange: Exchanging {
    /// Requests of one run; an ordinary one makes about sixty.
    static let limit = 250
    /// Unanswered requests after which a host is given up.
    static let patience = 2

    private struct Spent {
        var requests = 0
        var silences: [String: Int] = [:]
    }

    private let carrier: any Exchanging
    private let spent = Mutex(Spent())

    init(_ carrier: any Exchanging) {
        self.carrier = carrier
    }

    func answer(to request: OutgoingRequest) async -> Result<Answer, ExchangeFailure> {
        guard mayAsk(request.url) else { return .failure(.givenUp) }
        let result = await carrier.answer(to: request)
        remember(result, of: request.url)
        return result
    }

    func handshake(with url: WebURI) async -> Result<Handshake, ExchangeFailure> {
        guard mayAsk(url) else { return .failure(.givenUp) }
        let result = await carrier.handshake(with: url)
        remember(result, of: url)
        return result
    }

    private func mayAsk(_ url: WebURI) -> Bool {
        spent.withLock { spent in
            spent.requests += 1
            return spent.requests <= Self.limit && spent.silences[url.origin, default: 0] < Self.patience
        }
    }

    private func remember(_ result: Result<some Sendable, ExchangeFailure>, of url: WebURI) {
        spent.withLock { spent in
            switch result {
            case .success: spent.silences[url.origin] = nil
            case .failure: spent.silences[url.origin, default: 0] += 1
            }
        }
    }
}
