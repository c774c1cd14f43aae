import Crypto
import CryptoExtras

/// A reader's public RSA key, for RSA-OAEP-256 (RFC 7518 §4.3).
// Unchecked because the library, which says of its signing keys that they may be shared, left the word out here. Both
// wrap the same type, and neither is ever changed.
struct RSAEncryptionKey: @unchecked Sendable {
    private let key: _RSA.Encryption.PublicKey

    /// `nil` if these numbers are no key of at least 2048 bits.
    init?(modulus: [UInt8], exponent: [UInt8]) {
        guard let key = try? _RSA.Encryption.PublicKey(n: modulus, e: exponent) else { return nil }
        self.key = key
    }

    func encrypt(_ contentKey: SymmetricKey) throws(JOSEError) -> [UInt8] {
        do {
            return Array(try key.encrypt(contentKey.withUnsafeBytes { Array($0) }, padding: .PKCS1_OAEP_SHA256))
        } catch {
            throw .badKey
        }
    }
}
