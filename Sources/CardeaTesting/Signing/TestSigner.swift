import Crypto
import OAuthProtocol
import StorageTesting

/// Somebody with an ES256 key: signs whatever header and claims it is told to, good or bad.
package struct TestSigner: Sendable {
    /// `kid`
    package let id: String
    private let key: P256.Signing.PrivateKey

    /// - `seed`: another one makes another key.
    /// - Throws: what making a key of octets throws.
    package init(id: String = "key-1", seed: UInt64 = 99) throws {
        self.id = id
        key = try P256.Signing.PrivateKey(rawRepresentation: Entropy.seeded(seed).octets(32))
    }

    /// The public key (RFC 7518 §6.2.1).
    package var jwk: JSONObject {
        let point = key.publicKey.rawRepresentation
        return [
            "kty": .string("EC"), "crv": .string("P-256"), "x": .string(Base64URL.encode(point.prefix(32))),
            "y": .string(Base64URL.encode(point.suffix(32))), "kid": .string(id), "alg": .string("ES256"),
            "use": .string("sig"),
        ]
    }

    /// A JWK Set with this key alone.
    package var jwks: [UInt8] {
        (["keys": .array([.object(jwk)])] as JSONObject).octets
    }

    /// The compact serialization of any header and payload, signed.
    ///
    /// - Throws: what signing throws.
    package func sign(header: [UInt8], payload: [UInt8]) throws -> String {
        let input = "\(Base64URL.encode(header)).\(Base64URL.encode(payload))"
        let signature = try key.signature(for: Array(input.utf8)).rawRepresentation
        return "\(input).\(Base64URL.encode(signature))"
    }

    /// A signed JWT.
    ///
    /// - `header`: besides `alg` and `kid`, or in place of them; null leaves a parameter out.
    /// - Throws: what signing throws.
    package func sign(_ claims: JSONObject, header: JSONObject = [:]) throws -> String {
        var parameters: JSONObject = ["alg": .string("ES256"), "kid": .string(id)]
        for (name, value) in header.members { parameters[name] = value == .null ? nil : value }
        return try sign(header: parameters.octets, payload: claims.octets)
    }
}
