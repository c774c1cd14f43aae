import Crypto
import OAuthProtocol

extension CompactJWE {
    /// Encrypts (RFC 7516 §5.1) and gives the compact serialization as ASCII octets. Content key, nonce and ephemeral key
    /// are fresh for each token, from the library's own generator.
    ///
    /// - Parameters:
    ///   - key: the reader's; its name becomes the `kid` of the header.
    ///   - contentType: `cty`, `JWT` for a token within a token; `nil` leaves it out.
    /// - Throws: `unsupported` if the key is not one of that algorithm; `badKey` if nothing secret can be agreed upon with
    ///   it.
    package static func encrypt(
        _ plaintext: [UInt8], to key: EncryptionKey, algorithm: KeyManagementAlgorithm, encryption: ContentEncryption,
        contentType: String?
    ) throws(JOSEError) -> [UInt8] {
        guard key.algorithm == algorithm else { throw .unsupported }
        let contentKey: SymmetricKey
        var encryptedKey: [UInt8] = []
        var ephemeral: JSONObject?
        switch key.material {
        case .rsa(let reader):
            contentKey = SymmetricKey(size: SymmetricKeySize(bitCount: encryption.keyLength * 8))
            encryptedKey = try reader.encrypt(contentKey)
        case .agreement(let reader):
            let own = AgreementPrivateKey(ephemeralFor: reader)
            contentKey = ConcatKDF.key(from: try own.agree(with: reader), for: encryption)
            ephemeral = own.publicKey.members
        }

        var header = JSONWriter()
        header.open()
        header.member("alg", algorithm.rawValue)
        header.member("enc", encryption.rawValue)
        header.member("kid", key.id)
        header.member("cty", contentType)
        header.member("epk", ephemeral.map(JSONValue.object))
        header.close()
        let encodedHeader = Base64URL.encodedOctets(header.octets)
        guard let box = try? AES.GCM.seal(plaintext, using: contentKey, authenticating: encodedHeader) else {
            throw .badKey
        }

        var token = encodedHeader
        token.reserveCapacity(token.count + (encryptedKey.count + plaintext.count) * 4 / 3 + 64)
        for part in [encryptedKey, Array(box.nonce), Array(box.ciphertext), Array(box.tag)] {
            token.append(UInt8(ascii: "."))
            Base64URL.append(part, to: &token)
        }
        return token
    }
}
