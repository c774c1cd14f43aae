import Crypto
import OAuthProtocol

/// The derivation of ECDH-ES (RFC 7518 §4.6.2; NIST SP 800-56A §5.8.1 with SHA-256).
package enum ConcatKDF {
    /// The key that encrypts the content.
    ///
    /// - Parameters:
    ///   - secret: what the two keys agreed upon.
    ///   - producer: `apu`, decoded; empty if it is absent.
    ///   - consumer: `apv`, decoded; empty if it is absent.
    package static func key(
        from secret: SharedSecret, for encryption: ContentEncryption, producer: [UInt8] = [], consumer: [UInt8] = []
    ) -> SymmetricKey {
        // One round gives 32 octets, and no content encryption wants more.
        var hash = SHA256()
        hash.update(data: octets(1))
        secret.withUnsafeBytes { hash.update(bufferPointer: $0) }
        for part in [Array(encryption.rawValue.utf8), producer, consumer] {
            hash.update(data: octets(part.count))
            hash.update(data: part)
        }
        hash.update(data: octets(encryption.keyLength * 8))
        return SymmetricKey(data: Array(hash.finalize().prefix(encryption.keyLength)))
    }

    /// 32 bits, big-endian.
    private static func octets(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
