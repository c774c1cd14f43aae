import OAuthProtocol
import Outbound
import Synchronization

/// Bounds what a run may cost: a host that does not answer is not asked for ever, and no document can send us around
/// without end.
final class BoundedExchange: Exchanging {
    /// Requests of one run; an ordinary one makes about sixty.
    static let limit = 250
    /// Unanswered requests after which a host is given up.
    static let patience = 2

    private let carrier: any Exchanging
    private let show: (@Sendable (String) -> Void)?
    private let spent = Mutex((requests: 0, silences: [String: Int]()))

    /// - `show`: is shown every request and every answer, secrets left out; `nil` for nobody.
    init(_ carrier: any Exchanging, show: (@Sendable (String) -> Void)? = nil) {
        self.carrier = carrier
        self.show = show
    }

    func answer(to request: OutboundRequest) async -> Result<Answer, ExchangeFailure> {
        await bounded(request.url, Transcript.lines(of: request), Transcript.lines(of:)) {
            await carrier.answer(to: request)
        }
    }

    func handshake(with url: WebURI) async -> Result<Handshake, ExchangeFailure> {
        await bounded(url, "> TLS \(url.origin)", Transcript.lines(of:)) { await carrier.handshake(with: url) }
    }

    private func bounded<Value>(
        _ url: WebURI, _ question: @autoclosure () -> String, _ reply: (Value) -> String,
        _ ask: () async -> Result<Value, ExchangeFailure>
    ) async -> Result<Value, ExchangeFailure> {
        let mayAsk = spent.withLock { spent in
            spent.requests += 1
            return spent.requests <= Self.limit && spent.silences[url.origin, default: 0] < Self.patience
        }
        guard mayAsk else { return .failure(.givenUp) }
        show?(question())
        let result = await ask()
        switch result {
        case .success(let value):
            show?(reply(value))
            spent.withLock { $0.silences[url.origin] = nil }
        case .failure(let failure):
            show?("< the server \(failure.explanation)")
            spent.withLock { $0.silences[url.origin, default: 0] += 1 }
        }
        return result
    }
}
