import Crypto
import CryptoExtras
import OAuthProtocol

/// Encrypted and authenticated content with what is needed to open it, the key aside (RFC 7518 §5).
struct SealedContent: Sendable {
    let nonce: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]

    init(nonce: [UInt8], ciphertext: [UInt8], tag: [UInt8]) {
        self.nonce = nonce
        self.ciphertext = ciphertext
        self.tag = tag
    }

    /// Encrypts under a fresh nonce.
    ///
    /// - `header`: is authenticated with it.
    /// - Throws: `badKey` if the key has another length than the algorithm's.
    init(
        sealing plaintext: [UInt8], by encryption: ContentEncryption, using key: SymmetricKey,
        authenticating header: [UInt8]
    ) throws(JOSEError) {
        do {
            guard key.bitCount == encryption.keyLength * 8 else { throw JOSEError.badKey }
            switch encryption {
            case .a128GCM, .a256GCM:
                let box = try AES.GCM.seal(plaintext, using: key, authenticating: header)
                self.init(nonce: Array(box.nonce), ciphertext: Array(box.ciphertext), tag: Array(box.tag))
            case .a128CBCHS256, .a256CBCHS512:
                let (authenticating, encrypting) = Self.halves(of: key)
                let vector = AES._CBC.IV()
                let ciphertext = Array(try AES._CBC.encrypt(plaintext, using: encrypting, iv: vector))
                let nonce = Array(vector)
                self.init(
                    nonce: nonce, ciphertext: ciphertext,
                    tag: Self.tag(of: nonce, ciphertext, header, encryption, authenticating))
            }
        } catch {
            throw .badKey
        }
    }

    /// The content. Whether it was changed is known before anything of it is decrypted, and from how long that takes nobody
    /// learns where (RFC 7518 §5.2.2.2).
    ///
    /// - Throws: `sealed` if it was, or if the key is another.
    func open(
        by encryption: ContentEncryption, using key: SymmetricKey, authenticating header: [UInt8]
    ) throws(JOSEError) -> [UInt8] {
        do {
            switch encryption {
            case .a128GCM, .a256GCM:
                let box = try AES.GCM.SealedBox(nonce: AES.GCM.Nonce(data: nonce), ciphertext: ciphertext, tag: tag)
                return Array(try AES.GCM.open(box, using: key, authenticating: header))
            case .a128CBCHS256, .a256CBCHS512:
                let (authenticating, encrypting) = Self.halves(of: key)
                let expected = Self.tag(of: nonce, ciphertext, header, encryption, authenticating)
                guard constantTimeEqual(expected, tag) else { throw JOSEError.sealed }
                return Array(try AES._CBC.decrypt(ciphertext, using: encrypting, iv: AES._CBC.IV(ivBytes: nonce)))
            }
        } catch {
            throw .sealed
        }
    }

    /// The key that authenticates and the key that encrypts (RFC 7518 §5.2.2.1).
    private static func halves(of key: SymmetricKey) -> (authenticating: SymmetricKey, encrypting: SymmetricKey) {
        key.withUnsafeBytes { octets in
            let half = octets.count / 2
            return (
                SymmetricKey(data: UnsafeRawBufferPointer(rebasing: octets[..<half])),
                SymmetricKey(data: UnsafeRawBufferPointer(rebasing: octets[half...]))
            )
        }
    }

    /// The first half of the MAC over header, vector, ciphertext and the header's length in bits (RFC 7518 §5.2.2.1).
    private static func tag(
        of nonce: [UInt8], _ ciphertext: [UInt8], _ header: [UInt8], _ encryption: ContentEncryption,
        _ key: SymmetricKey
    ) -> [UInt8] {
        let bits = UInt64(header.count) * 8
        let length = (0..<8).reversed().map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
        let authenticated = header + nonce + ciphertext + length
        let mac: [UInt8] =
            encryption == .a256CBCHS512
            ? Array(HMAC<SHA512>.authenticationCode(for: authenticated, using: key))
            : Array(HMAC<SHA256>.authenticationCode(for: authenticated, using: key))
        return Array(mac.prefix(encryption.tagLength))
    }
}
