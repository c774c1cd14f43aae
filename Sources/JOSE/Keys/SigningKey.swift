import OAuthProtocol

/// A key that signs our tokens, resolved once: the private half in the library's own form, the public half as it is
/// published, the protected header already encoded. The private half is never described.
package struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// `kid`: the key's thumbprint (RFC 7638), base64url, 43 characters.
    package let id: String
    package let algorithm: SignatureAlgorithm
    /// The public half as a JWK (RFC 7517): `kty`, what makes the key, `use`, `alg`, `kid`.
    package let publicJWK: JSONObject
    package let publicKey: PublicKey

    private let privateKey: PrivateKey
    private let accessTokenHeader: [UInt8]
    private let plainHeader: [UInt8]

    private init(_ privateKey: PrivateKey, _ algorithm: SignatureAlgorithm) throws(JOSEError) {
        var jwk = try privateKey.publicMembers()
        id = try KeyThumbprint.make(of: jwk)
        jwk["use"] = .string("sig")
        jwk["alg"] = .string(algorithm.rawValue)
        jwk["kid"] = .string(id)
        publicJWK = jwk
        publicKey = try PublicKey(jwk: jwk)
        self.privateKey = privateKey
        self.algorithm = algorithm
        accessTokenHeader = Self.header(algorithm, id, "at+jwt")
        plainHeader = Self.header(algorithm, id, "JWT")
    }

    /// A fresh key; RS256 and PS256 with 2048 bits, which takes 0.1 to 1 second on the calling thread.
    ///
    /// - Throws: `JOSEError` if the library cannot make one.
    package static func generate(_ algorithm: SignatureAlgorithm) throws(JOSEError) -> SigningKey {
        try SigningKey(PrivateKey.generate(algorithm), algorithm)
    }

    /// Reads back what `serialized` wrote.
    ///
    /// - Throws: `badKey` if it is no private key for `algorithm`.
    package init(serialized: [UInt8], algorithm: SignatureAlgorithm) throws(JOSEError) {
        try self.init(PrivateKey(serialized: serialized, algorithm: algorithm), algorithm)
    }

    /// The private half, to be sealed at once: a scalar, a seed, or for RSA PKCS #8 in DER.
    package var serialized: [UInt8] { privateKey.serialized }

    /// Signs and gives the compact serialization (RFC 7515 §7.1) as ASCII octets.
    ///
    /// - `payload`: the claims set, octet for octet as it will be signed.
    /// - `type`: the `typ` of the protected header; needs no escaping in JSON.
    /// - Throws: `badSignature` if the library fails.
    package func sign(_ payload: [UInt8], type: StaticString) throws(JOSEError) -> [UInt8] {
        var token = header(type)
        token.reserveCapacity(token.count + payload.count * 4 / 3 + 360)
        token.append(UInt8(ascii: "."))
        Base64URL.append(payload, to: &token)
        let signature = try privateKey.signature(of: token)
        token.append(UInt8(ascii: "."))
        Base64URL.append(signature, to: &token)
        return token
    }

    private func header(_ type: StaticString) -> [UInt8] {
        if type.isSame(as: "at+jwt") { return accessTokenHeader }
        if type.isSame(as: "JWT") { return plainHeader }
        return Self.header(algorithm, id, type)
    }

    private static func header(_ algorithm: SignatureAlgorithm, _ id: String, _ type: StaticString) -> [UInt8] {
        var writer = JSONWriter(reserving: 96)
        writer.open()
        writer.member("alg", algorithm.rawValue)
        writer.member("kid", id)
        writer.member("typ", type.description)
        writer.close()
        return Base64URL.encodedOctets(writer.octets)
    }

    package var description: String { "\(algorithm.rawValue) \(id)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension StaticString {
    fileprivate func isSame(as other: StaticString) -> Bool {
        withUTF8Buffer { mine in other.withUTF8Buffer { mine.elementsEqual($0) } }
    }
}
