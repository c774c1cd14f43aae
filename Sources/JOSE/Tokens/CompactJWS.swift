import OAuthProtocol

/// A token in the compact serialization (RFC 7515 §7.1), strictly parsed and **not yet verified**: what it says counts
/// only after `isSigned(by:)`.
package struct CompactJWS: Sendable {
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
        let parts = try ProtectedHeader.parts(of: text, count: 3)
        guard let payload = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2]), !signature.isEmpty
        else { throw .malformed }
        let header = try ProtectedHeader(parts[0])
        algorithm = header.algorithm
        keyID = header.keyID
        type = header.type
        self.payload = payload
        signingInput = parts[0] + [UInt8(ascii: ".")] + parts[1]
        self.signature = signature
    }

    /// `typ` in the form in which two compare: in small letters and without `application/`; `nil` if there is none.
    package var mediaType: String? {
        guard let name = type?.octets.lowercased else { return nil }
        let prefix = "application/"
        return name.octets.hasPrefix(prefix)
            ? String(decoding: name.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : name
    }

    /// Whether `key` made the signature, by an algorithm that is the key's own.
    package func isSigned(by key: PublicKey) -> Bool {
        key.verifies(signature, of: signingInput, algorithm: algorithm)
    }
}
