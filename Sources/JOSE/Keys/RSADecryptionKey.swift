import Crypto
import CryptoExtras
import OAuthProtocol

/// A private RSA key that reads what its public half encrypted.
// Unchecked for the reason given at `RSAEncryptionKey`.
struct RSADecryptionKey: @unchecked Sendable {
    private let key: _RSA.Encryption.PrivateKey
    /// As long as every ciphertext.
    let octetCount: Int

    /// `nil` if these numbers are no key of at least 2048 bits.
    init?(modulus: [UInt8], exponent: [UInt8], secret: [UInt8], primes: ([UInt8], [UInt8])) {
        guard
            let key = try? _RSA.Encryption.PrivateKey(
                n: modulus, e: exponent, d: secret, p: primes.0, q: primes.1)
        else { return nil }
        self.key = key
        octetCount = modulus.count
    }

    /// `nil` if the padding is not whole.
    func decrypt(_ encrypted: [UInt8], by algorithm: KeyManagementAlgorithm) -> SymmetricKey? {
        (try? key.decrypt(encrypted, padding: algorithm.padding)).map { SymmetricKey(data: $0) }
    }
}
