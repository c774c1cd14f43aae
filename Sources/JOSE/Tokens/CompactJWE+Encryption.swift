import Crypto
import OAuthProtocol

extension CompactJWE {
    /// Encrypts (RFC 7516 §5.1) and gives the compact serialization as ASCII octets. Content key, nonce and ephemeral key
    /// are fresh for each token, from the library's own generator.
    ///
    /// - `key`: the reader's; its name becomes the `kid` of the header.
    /// - `contentType`: `cty`, `JWT` for a token within a token; `nil` leaves it out.
    /// - Throws: `unsupported` if the key is not one of that algorithm; `badKey` if nothing secret can be agreed upon with
    ///   it.
    package static func encrypt(
        _ plaintext: [UInt8], to key: EncryptionKey, algorithm: KeyManagementAlgorithm, encryption: ContentEncryption,
        contentType: String?
    ) throws(JOSEError) -> [UInt8] {
        guard key.serves(algorithm) else { throw .unsupported }
        var contentKey = SymmetricKey(size: SymmetricKeySize(bitCount: encryption.keyLength * 8))
        var encryptedKey: [UInt8] = []
        var ephemeral: JSONObject?
        switch key.material {
        case .rsa(let reader): encryptedKey = try reader.encrypt(contentKey, by: algorithm)
        case .agreement(let reader):
            let own = AgreementPrivateKey(ephemeralFor: reader)
            let agreed = ConcatKDF.key(from: try own.agree(with: reader), by: algorithm, for: encryption)
            if algorithm.wrappingKeyLength == nil {
                contentKey = agreed
            } else {
                guard let wrapped = try? AES.KeyWrap.wrap(contentKey, using: agreed) else { throw .badKey }
                encryptedKey = Array(wrapped)
            }
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
        let content = try SealedContent(
            sealing: plaintext, by: encryption, using: contentKey, authenticating: encodedHeader)

        var token = encodedHeader
        token.reserveCapacity(token.count + (encryptedKey.count + plaintext.count) * 4 / 3 + 112)
        for part in [encryptedKey, content.nonce, content.ciphertext, content.tag] {
            token.append(UInt8(ascii: "."))
            Base64URL.append(part, to: &token)
        }
        return token
    }
}
