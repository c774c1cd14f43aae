import OAuthProtocol
import OAuthServer
import WebServer

/// Bounds how much is sent in a minute: what somebody asks for and does not read is held until their connection ends, and
/// the texts here are longer than any other answer.
final class SendingLimit: Sendable {
    /// Octets that count as one time.
    static let piece = 64 * 1024
    /// Pieces for one network, and for all together.
    static let most = (network: 1024, everybody: 4096)

    private let networks = RateLimit(most: most.network)
    private let everybody = RateLimit(most: most.everybody)

    /// Counts an answer of so many octets.
    ///
    /// - Throws: `too_many_requests`, saying when it is worth another try.
    func count(_ octets: Int, to address: String, at now: Timestamp) throws(OAuthError) {
        for _ in 0...octets / Self.piece {
            try networks.count(address, at: now)
            try everybody.count("everybody", at: now)
        }
    }

    /// The answer, or what is said where it would be too much.
    func judge(_ response: WebResponse, to request: WebRequest) -> WebResponse {
        do throws(OAuthError) {
            try count(response.body.count, to: request.address, at: request.now)
            return response
        } catch {
            return .error(error)
        }
    }
}
