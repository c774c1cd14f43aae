import Crypto
import OAuthProtocol

/// An encrypted token in the compact serialization (RFC 7516 §7.1), strictly parsed and not yet opened.
package struct CompactJWE: Sendable {
    /// `alg`
    package let algorithm: KeyManagementAlgorithm
    /// `enc`
    package let encryption: ContentEncryption
    /// `kid`
    package let keyID: String?
    /// `cty`: `JWT` if what is inside is a token again (RFC 7519 §5.2).
    package let contentType: String?

    /// The first part as it stood: it is authenticated with the content.
    private let encodedHeader: [UInt8]
    private let parameters: JSONObject
    private let encryptedKey: [UInt8]
    private let content: SealedContent

    /// Takes a token apart.
    ///
    /// - Throws: `malformed` for more than 8192 octets, for anything but five parts of canonical base64url of which the
    ///   first is a JSON object without repeated members, for a nonce or a tag of another length than that of `enc`;
    ///   `unsupported` for another `alg` or `enc`, and for a header parameter that we refuse, compression among them.
    package init(_ text: String) throws(JOSEError) {
        let parts = try ProtectedHeader.parts(of: text, count: 5)
        guard let encryptedKey = Base64URL.decode(parts[1]), let nonce = Base64URL.decode(parts[2]),
            let ciphertext = Base64URL.decode(parts[3]), let tag = Base64URL.decode(parts[4])
        else { throw .malformed }
        let header = try ProtectedHeader(parts[0])
        guard let named = try header.parameters.optionalText("enc") else { throw .malformed }
        guard let algorithm = KeyManagementAlgorithm(rawValue: header.algorithm),
            let encryption = ContentEncryption(rawValue: named)
        else { throw .unsupported }
        guard nonce.count == encryption.nonceLength, tag.count == encryption.tagLength else { throw .malformed }
        self.algorithm = algorithm
        self.encryption = encryption
        keyID = header.keyID
        contentType = try header.parameters.optionalText("cty")
        encodedHeader = Array(parts[0])
        parameters = header.parameters
        self.encryptedKey = encryptedKey
        content = SealedContent(nonce: nonce, ciphertext: ciphertext, tag: tag)
    }

    /// Opens the token (RFC 7516 §5.2).
    ///
    /// - Throws: `sealed` if it was not encrypted to this key, or was changed; `malformed`, `unsupported` or `badKey` if
    ///   what the sender says of the agreement (`epk`, `apu`, `apv`) makes no sense.
    package func decrypt(with key: DecryptionKey) throws(JOSEError) -> [UInt8] {
        guard key.serves(algorithm) else { throw .sealed }
        let contentKey: SymmetricKey
        switch key.material {
        case .rsa(let key): contentKey = try unwrap(with: key)
        case .agreement(let key): contentKey = try agree(with: key)
        }
        return try content.open(by: encryption, using: contentKey, authenticating: encodedHeader)
    }

    private func unwrap(with key: RSADecryptionKey) throws(JOSEError) -> SymmetricKey {
        guard encryptedKey.count == key.octetCount else { throw .malformed }
        // A key that does not unwrap is replaced by one that opens nothing: whoever sends many tokens does not learn from
        // our answers which of them were padded well (RFC 7516 §11.5).
        let substitute = SymmetricKey(size: SymmetricKeySize(bitCount: encryption.keyLength * 8))
        guard let contentKey = key.decrypt(encryptedKey, by: algorithm), contentKey.bitCount == substitute.bitCount
        else { return substitute }
        return contentKey
    }

    private func agree(with key: AgreementPrivateKey) throws(JOSEError) -> SymmetricKey {
        // A wrapped key is 8 octets longer than the key (RFC 3394 §2.2.1).
        let length = algorithm.wrappingKeyLength == nil ? 0 : encryption.keyLength + 8
        guard encryptedKey.count == length, let ephemeral = parameters["epk"]?.object else { throw .malformed }
        let secret = try key.agree(with: AgreementPublicKey(jwk: ephemeral))
        let agreed = ConcatKDF.key(
            from: secret, by: algorithm, for: encryption, producer: try party("apu"), consumer: try party("apv"))
        guard algorithm.wrappingKeyLength != nil else { return agreed }
        guard let contentKey = try? AES.KeyWrap.unwrap(encryptedKey, using: agreed) else { throw .sealed }
        return contentKey
    }

    private func party(_ name: String) throws(JOSEError) -> [UInt8] {
        guard let text = try parameters.optionalText(name) else { return [] }
        guard let octets = Base64URL.decode(text) else { throw .malformed }
        return octets
    }
}
