import OAuthProtocol
import Storage

/// Makes the counters of one thing that people guess at.
struct GuessCounters: Sendable {
    /// What is guessed at, so that two things never share a count.
    let purpose: String
    /// Seconds after which a count is forgotten, of the first block, and of the longest.
    var times: (window: Int64, firstBlock: Int64, longestBlock: Int64) = (15 * 60, 60, 3600)
    /// A keyed MAC of 32 octets. Keys of counters are no plain digests, since people type passwords where user names
    /// belong, and what is kept must not serve to guess them.
    let mac: @Sendable ([UInt8]) -> [UInt8]

    /// A counter that is free `limit` times within the window and then blocks, each time for twice as long.
    ///
    /// - `parts`: what is counted, for example an account.
    func counter(_ kind: String, _ parts: [[UInt8]], limit: Int64) -> Attempt {
        // Each part follows its length, so that no two lists of parts make the same octets.
        let message = parts.reduce(Array("cardea counter 1: \(purpose): \(kind)\n".utf8)) { message, part in
            message + Array("\(part.count) ".utf8) + part
        }
        return Attempt(
            key: TokenDigest(of: mac(message)), limit: limit, window: times.window, firstBlock: times.firstBlock,
            longestBlock: times.longestBlock)
    }

    /// A counter for each network that the address counts for, the wider of which is free more often.
    ///
    /// - `limit`: times that the network of one household is free.
    func counters(_ kind: String, _ parts: [[UInt8]] = [], from address: String, limit: Int64) -> [Attempt] {
        Network.all(of: address).map { counter(kind, parts + [$0.octets], limit: limit * Int64($0.share)) }
    }
}
