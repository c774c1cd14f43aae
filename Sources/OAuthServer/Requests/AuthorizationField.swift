import OAuthProtocol

/// The value of an `Authorization` field: `scheme 1*SP credentials` (RFC 9110 §11.4).
enum AuthorizationField {
    /// What follows the scheme and the spaces behind it; `nil` for another scheme, and where nothing follows.
    ///
    /// - `scheme`: in lower case; the field's own case does not matter.
    static func credentials(in field: String, of scheme: String) -> String? {
        guard let (name, rest) = field.octets.cut(at: " "), name.octets.lowercased.octets == scheme.octets else {
            return nil
        }
        let credentials = rest.utf8.drop { $0 == UInt8(ascii: " ") }
        return credentials.isEmpty ? nil : String(Substring(credentials))
    }
}
