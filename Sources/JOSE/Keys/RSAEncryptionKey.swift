import Crypto
import CryptoExtras
import OAuthProtocol

/// A reader's public RSA key, for RSA-OAEP and RSA-OAEP-256 (RFC 7518 §4.3).
// Unchecked because the library, which says of its signing keys that they may be shared, left the word out here. Both
// wrap the same type, and neither is ever changed.
struct RSAEncryptionKey: @unchecked Sendable {
    private let key: _RSA.Encryption.PublicKey
    /// Octets of the modulus.
    let octetCount: Int

    /// `nil` if these numbers are no key of at least 2048 bits.
    init?(modulus: [UInt8], exponent: [UInt8]) {
        guard let key = try? _RSA.Encryption.PublicKey(n: modulus, e: exponent) else { return nil }
        self.key = key
        octetCount = modulus.count
    }

    func encrypt(_ contentKey: SymmetricKey, by algorithm: KeyManagementAlgorithm) throws(JOSEError) -> [UInt8] {
        do {
            return Array(try key.encrypt(contentKey.withUnsafeBytes { Array($0) }, padding: algorithm.padding))
        } catch {
            throw .badKey
        }
    }
}

extension KeyManagementAlgorithm {
    /// How an RSA key is to be used. The hash of RSA-OAEP is SHA-1, which nothing is known against where it is used here
    /// (RFC 8017 §7.1).
    var padding: _RSA.Encryption.Padding { self == .rsaOAEP ? .PKCS1_OAEP : .PKCS1_OAEP_SHA256 }
}
