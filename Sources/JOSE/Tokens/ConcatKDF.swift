import Crypto
import OAuthProtocol

/// The derivation of ECDH-ES (RFC 7518 §4.6.2; NIST SP 800-56A §5.8.1 with SHA-256).
package enum ConcatKDF {
    /// The key that was agreed upon: the one that encrypts the content or, for algorithms that wrap that one, the one that wraps.
    ///
    /// - `secret`: what the two keys agreed upon.
    /// - `producer`: `apu`, decoded; empty if it is absent.
    /// - `consumer`: `apv`, decoded; empty if it is absent.
    package static func key(
        from secret: SharedSecret, by algorithm: KeyManagementAlgorithm = .ecdhES, for encryption: ContentEncryption,
        producer: [UInt8] = [], consumer: [UInt8] = []
    ) -> SymmetricKey {
        let length = algorithm.wrappingKeyLength ?? encryption.keyLength
        let name = algorithm.wrappingKeyLength == nil ? encryption.rawValue : algorithm.rawValue
        var information: [UInt8] = []
        for part in [Array(name.utf8), producer, consumer] { information += octets(part.count) + part }
        information += octets(length * 8)
        var key: [UInt8] = []
        var round = 1
        while key.count < length {
            var hash = SHA256()
            hash.update(data: octets(round))
            secret.withUnsafeBytes { hash.update(bufferPointer: $0) }
            hash.update(data: information)
            key += Array(hash.finalize())
            round += 1
        }
        return SymmetricKey(data: key.prefix(length))
    }

    /// 32 bits, big-endian.
    private static func octets(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
