import OAuthProtocol
import OAuthServer
import WebServer

/// Bounds how much is sent in a minute: what somebody asks for and does not read is held until their connection ends, and
/// the texts here are longer than any other answer.
final class SendingLimit: Sendable {
    /// Octets that count as one time; an answer without any counts as one too.
    static let piece = 64 * 1024
    /// Pieces for one network, and for all together.
    static let most = (network: 1024, everybody: 4096)

    private let pieces = RateLimit(most: most.network, overAll: most.everybody)

    /// Counts an answer of so many octets.
    ///
    /// - Throws: `too_many_requests`, saying when it is worth another try.
    func count(_ octets: Int, to address: String, at now: Timestamp) throws(OAuthError) {
        try pieces.count(address, times: octets / Self.piece + 1, at: now)
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
