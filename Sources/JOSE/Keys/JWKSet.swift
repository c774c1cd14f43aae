import OAuthProtocol

/// Somebody's public keys (JWK Set, RFC 7517 §5), as far as we can verify with them or encrypt to them.
package struct JWKSet: Sendable {
    /// Keys that one set may name.
    package static let limit = 100

    private let entries: [(id: String?, key: PublicKey)]
    private let encryptionKeys: [EncryptionKey]

    /// Reads the JSON text. Keys that we cannot use, or that are larger than `bounds`, are left out, as RFC 7517 §5 asks.
    ///
    /// - Throws: `malformed` if it is no JWK Set, or one of more than `limit` keys.
    package init(json octets: [UInt8], within bounds: KeyBounds = .operators) throws(JOSEError) {
        guard let json = try? JSONParser.parse(document: octets), let keys = json.object?["keys"]?.array,
            keys.count <= Self.limit
        else { throw .malformed }
        var entries: [(id: String?, key: PublicKey)] = []
        var encryptionKeys: [EncryptionKey] = []
        for key in keys {
            guard let jwk = key.object else { throw .malformed }
            if let encryptionKey = try? EncryptionKey(jwk: jwk, within: bounds) { encryptionKeys.append(encryptionKey) }
            guard let publicKey = try? PublicKey(jwk: jwk, within: bounds) else { continue }
            switch jwk["kid"] {
            case nil: entries.append((nil, publicKey))
            case .string(let id): entries.append((id, publicKey))
            default: continue
            }
        }
        self.entries = entries
        self.encryptionKeys = encryptionKeys
    }

    /// The keys with which a signature by `algorithm` may be tried, in the set's order.
    ///
    /// - `id`: the token's `kid`: only keys of that name or of none are given; `nil` gives all.
    package func keys(id: String?, algorithm: String) -> [PublicKey] {
        entries.filter { entry in
            entry.key.serves(algorithm) && (id == nil || entry.id == nil || entry.id?.octets == id?.octets)
        }.map(\.key)
    }

    /// The keys that tokens may be encrypted to by `algorithm`, in the set's order.
    package func encryptionKeys(for algorithm: KeyManagementAlgorithm) -> [EncryptionKey] {
        encryptionKeys.filter { $0.serves(algorithm) }
    }
}

/// How large somebody's RSA keys may be: the time that a signature costs to verify grows with the square of the modulus and with
/// the length of the exponent, and whoever names the key need not be who pays.
package struct KeyBounds: Sendable, Equatable {
    /// Bits of the modulus at most; at least they are 2048 everywhere (RFC 7518 §3.3).
    package let modulus: Int
    /// Octets of the exponent at most.
    package let exponent: Int

    /// For whom the operator chose: the most that the library takes.
    package static let operators = KeyBounds(modulus: 8192, exponent: 5)
    /// For dynamic clients: what is in use anywhere, 65537 included.
    package static let dynamicClients = KeyBounds(modulus: 4096, exponent: 3)
}
