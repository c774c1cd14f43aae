import OAuthProtocol

/// Shows every request and every answer to somebody, secrets left out.
package struct RecordedExchange: Exchanging {
    private let carrier: any Exchanging
    private let show: @Sendable (String) -> Void

    /// - `show`: takes a few lines, without the last line end.
    package init(_ carrier: any Exchanging, show: @escaping @Sendable (String) -> Void) {
        self.carrier = carrier
        self.show = show
    }

    package func answer(to request: OutgoingRequest) async -> Result<Answer, ExchangeFailure> {
        show(Transcript.lines(of: request))
        let result = await carrier.answer(to: request)
        switch result {
        case .success(let answer): show(Transcript.lines(of: answer))
        case .failure(let failure): show("< the server \(failure.explanation)")
        }
        return result
    }

    package func handshake(with url: WebURI) async -> Result<Handshake, ExchangeFailure> {
        show("> TLS \(url.origin)")
        let result = await carrier.handshake(with: url)
        switch result {
        case .success(let handshake):
            show("< \(handshake.version), certificate \(handshake.isTrusted ? "trusted" : "not trusted")")
        case .failure(let failure): show("< the server \(failure.explanation)")
        }
        return result
    }
}
