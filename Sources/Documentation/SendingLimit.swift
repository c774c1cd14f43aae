import OAuthProtocol
import OAuthServer
import Synchronization
import WebServer

/// Bounds how much is sent in a minute: what somebody asks for and does not read is held until their connection ends, and
/// the texts here are longer than any other answer.
final class SendingLimit: Sendable {
    /// Octets that count as one time; an answer without any counts as one too.
    static let piece = 64 * 1024
    /// Pieces for one network, and for all together.
    static let most = (network: 1024, everybody: 4096)
    /// Seconds.
    private static let length: Int64 = 60

    private let networks = RateLimit(most: most.network)
    private let everybody = Mutex<(began: Timestamp, pieces: Int)>((Timestamp(0), 0))

    /// Counts an answer of so many octets.
    ///
    /// - Throws: `too_many_requests`, saying when it is worth another try.
    func count(_ octets: Int, to address: String, at now: Timestamp) throws(OAuthError) {
        let pieces = octets / Self.piece + 1
        for _ in 0..<pieces { try networks.count(address, at: now) }
        let wait: Int64? = everybody.withLock { all in
            let end = all.began + Self.length
            if !end.isAhead(of: now, byAtMost: Self.length) { all = (now, 0) }
            all.pieces += pieces
            return all.pieces > Self.most.everybody ? (all.began + Self.length).seconds(since: now) : nil
        }
        if let wait {
            throw OAuthError(
                .tooManyRequests, "the documentation is read by too many just now, wait a moment",
                retryAfter: max(wait, 1))
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
