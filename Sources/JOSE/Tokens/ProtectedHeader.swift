import OAuthProtocol

/// The first part of a token in the compact serialization (RFC 7515 §4, RFC 7516 §4), strictly read.
struct ProtectedHeader: Sendable {
    /// Parameters that would change how the token is read, or name the key to trust, and therefore are refused: the key
    /// comes from configuration and never from the token (RFC 8725 §3.1, §3.10).
    private static let refused = ["crit", "b64", "jku", "x5u", "jwk", "zip"]

    let parameters: JSONObject
    /// `alg`
    let algorithm: String
    /// `kid`
    let keyID: String?
    /// `typ`, as written.
    let type: String?

    /// - Parameter part: in base64url.
    /// - Throws: `malformed` for anything but a JSON object without repeated members that has an `alg`; `unsupported` for
    ///   a parameter that we refuse.
    init(_ part: ArraySlice<UInt8>) throws(JOSEError) {
        guard let octets = Base64URL.decode(part), let parameters = (try? JSONParser.parse(octets))?.object,
            let algorithm = parameters["alg"]?.string, algorithm.utf8.allSatisfy({ $0 < 0x80 })
        else { throw .malformed }
        guard Self.refused.allSatisfy({ parameters[$0] == nil }) else { throw .unsupported }
        self.parameters = parameters
        self.algorithm = algorithm
        keyID = try parameters.optionalText("kid")
        type = try parameters.optionalText("typ")
    }

    /// The parts of a token between its dots.
    ///
    /// - Throws: `malformed` for more than 8192 octets, or another number of parts.
    static func parts(of token: String, count: Int) throws(JOSEError) -> [ArraySlice<UInt8>] {
        guard token.utf8.count <= Limits.token else { throw .malformed }
        let parts = Array(token.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == count else { throw .malformed }
        return parts
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
