import OAuthProtocol

/// A token in the compact serialization (RFC 7515 §7.1), strictly parsed and **not yet verified**: what it says counts
/// only after `isSigned(by:)`.
package struct CompactJWS: Sendable {
    /// Header parameters that would change how the token is read, or name the key to trust, and therefore are refused:
    /// the key comes from configuration and never from the token (RFC 8725 §3.1, §3.10).
    private static let refused = ["crit", "b64", "jku", "x5u", "jwk", "zip"]

    /// `alg`
    package let algorithm: String
    /// `kid`
    package let keyID: String?
    /// `typ`, as written: media types compare without case and with or without `application/` (RFC 7515 §4.1.9).
    package let type: String?
    package let payload: [UInt8]
    /// What the signature covers: the first two parts with the dot between them.
    package let signingInput: [UInt8]
    package let signature: [UInt8]

    /// Takes a token apart.
    ///
    /// - Throws: `malformed` for more than 8192 octets, for anything but three parts of canonical base64url of which the
    ///   first is a JSON object without repeated members; `unsupported` for a header parameter that we refuse.
    package init(_ text: String) throws(JOSEError) {
        guard text.utf8.count <= Limits.token else { throw .malformed }
        let octets = Array(text.utf8)
        let parts = octets.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]), !signature.isEmpty,
            let parameters = (try? JSONParser.parse(header))?.object, let algorithm = parameters["alg"]?.string
        else { throw .malformed }
        guard Self.refused.allSatisfy({ parameters[$0] == nil }) else { throw .unsupported }
        self.algorithm = algorithm
        keyID = try parameters.optionalText("kid")
        type = try parameters.optionalText("typ")
        self.payload = payload
        signingInput = Array(octets[..<parts[1].endIndex])
        self.signature = signature
    }

    /// Whether `key` made the signature, by an algorithm that is the key's own.
    package func isSigned(by key: PublicKey) -> Bool {
        key.verifies(signature, of: signingInput, algorithm: algorithm)
    }
}

extension JSONObject {
    /// A member that is text; `nil` if there is none.
    ///
    /// - Throws: `malformed` for any other type, null included.
    func optionalText(_ name: String) throws(JOSEError) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw .malformed }
        return text
    }
}
