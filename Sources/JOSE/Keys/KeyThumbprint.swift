import Crypto
import OAuthProtocol

/// The name of a key that follows from the key itself (RFC 7638).
package enum KeyThumbprint {
    /// SHA-256 over the members that make the key, in the order of their names, base64url, 43 characters
    /// (RFC 7638 §3.2; RFC 8037 §2 for `OKP`, RFC 9964 for `AKP`). Other members do not count.
    ///
    /// - Throws: `unsupported` for an unknown `kty`, `malformed` if a member is missing or is not a text.
    package static func make(of jwk: JSONObject) throws(JOSEError) -> String {
        let names: [StaticString]
        switch jwk["kty"]?.string {
        case "AKP": names = ["alg", "kty", "pub"]
        case "EC": names = ["crv", "kty", "x", "y"]
        case "OKP": names = ["crv", "kty", "x"]
        case "RSA": names = ["e", "kty", "n"]
        default: throw .unsupported
        }
        var writer = JSONWriter()
        writer.open()
        for name in names {
            guard let text = jwk[name.description]?.string else { throw .malformed }
            writer.member(name, text)
        }
        writer.close()
        return Base64URL.encode(SHA256.hash(data: writer.octets).map { $0 })
    }
}
