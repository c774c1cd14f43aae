import OAuthProtocol

/// What every check works with.
struct CheckContext: Sendable {
    let exchange: any Exchanging
    let entropy: Entropy
    /// When the run began.
    let now: Timestamp

    /// The answer to a request.
    ///
    /// - Throws: `Unanswered` if there was none, or 429.
    func send(_ request: OutgoingRequest) async throws(Unanswered) -> Answer {
        switch await exchange.answer(to: request) {
        case .success(let answer):
            if answer.status == 429 { throw Unanswered(url: request.url, cause: .throttled) }
            return answer
        case .failure(let failure): throw Unanswered(url: request.url, cause: .failed(failure))
        }
    }

    /// A name that nobody has used before.
    func freshName(_ prefix: String) -> String {
        "\(prefix)-\(Base64URL.encode(entropy.octets(12)))"
    }
}

/// Addresses that belong to nobody (RFC 6761 §6.4).
enum Nowhere {
    /// Where a client that no server knows would be.
    static let redirectURI = "https://client.cardea-doctor.invalid/callback"
    /// Where a thief would like the code.
    static let strangeRedirectURI = "https://stranger.cardea-doctor.invalid/callback"
    static let resource = "https://resource.cardea-doctor.invalid/mcp"
}
