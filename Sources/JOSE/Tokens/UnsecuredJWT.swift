import OAuthProtocol

/// A JWT that says of itself that nobody signed it (`alg` `none`, RFC 7519 §6): a request object of a client that
/// registered `none`. A type of its own, so that nothing takes it for a `CompactJWS` or the other way round.
package struct UnsecuredJWT: Sendable {
    /// `typ`, as written.
    package let type: String?
    package let payload: [UInt8]

    /// Takes it apart.
    ///
    /// - Throws: `malformed` for more than 8192 octets, for anything but two parts of canonical base64url and an empty
    ///   third one; `unsupported` for any other `alg`, and for a header parameter that `CompactJWS` refuses too.
    package init(_ text: String) throws(JOSEError) {
        let parts = try ProtectedHeader.parts(of: text, count: 3)
        guard let payload = Base64URL.decode(parts[1]), parts[2].isEmpty else { throw .malformed }
        let header = try ProtectedHeader(parts[0])
        guard header.algorithm == "none" else { throw .unsupported }
        type = header.type
        self.payload = payload
    }
}
