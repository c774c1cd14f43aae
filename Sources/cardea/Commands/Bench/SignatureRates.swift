import Dispatch
import JOSE
import OAuthProtocol

/// How many tokens of 300 octets all cores together sign, by algorithm.
struct SignatureRates: Sendable {
    /// Signatures a second on all cores.
    let perSecond: [SignatureAlgorithm: Double]

    private static let nanoseconds: UInt64 = 250_000_000
    private static let payload = [UInt8](repeating: UInt8(ascii: "a"), count: 300)

    /// - `algorithms`: measured besides ES256, by which the rest of a request is reckoned.
    /// - Throws: `JOSEError` if a key cannot be made, `CancellationError`.
    static func measure(
        _ algorithms: Set<SignatureAlgorithm>, cores: Int, by clock: LiveClock
    ) async throws -> SignatureRates {
        var rates: [SignatureAlgorithm: Double] = [:]
        var rsa: [UInt8]?
        for algorithm in SignatureAlgorithm.allCases where algorithm == .es256 || algorithms.contains(algorithm) {
            try Task.checkCancellation()
            // Looking for primes takes up to a second, and both RSA algorithms are content with the same.
            let isRSA = algorithm == .rs256 || algorithm == .ps256
            let key =
                if isRSA, let rsa {
                    try SigningKey(serialized: rsa, algorithm: algorithm)
                } else { try await SigningKey.generateAside(algorithm) }
            if isRSA { rsa = key.serialized }
            rates[algorithm] = rate(of: key, cores: cores, by: clock)
        }
        return SignatureRates(perSecond: rates)
    }

    private static func rate(of key: SigningKey, cores: Int, by clock: LiveClock) -> Double {
        let count = Counter()
        let start = clock.nanoseconds()
        DispatchQueue.concurrentPerform(iterations: cores) { _ in
            while clock.nanoseconds() - start < nanoseconds, (try? key.sign(payload, type: "at+jwt")) != nil {
                count.add(1)
            }
        }
        return Double(count.count) * 1e9 / Double(clock.nanoseconds() - start)
    }
}
