import OAuthProtocol

/// The claims set of a JWT (RFC 7519 §4), read but not judged: who must have issued it, for whom and until when is the
/// caller's to check.
package struct JWTClaims: Sendable {
    private let members: JSONObject
    /// `iss`
    package let issuer: String?
    /// `sub`
    package let subject: String?
    /// `aud`, one text or several; empty if the claim is absent.
    package let audience: [String]
    /// `exp`
    package let expiresAt: Timestamp?
    /// `iat`
    package let issuedAt: Timestamp?
    /// `nbf`
    package let notBefore: Timestamp?
    /// `jti`
    package let id: String?

    /// Reads the payload of a verified token.
    ///
    /// - Throws: `malformed` if it is not a JSON object with distinct members, or a registered claim has a wrong type.
    package init(payload: [UInt8]) throws(JOSEError) {
        guard let members = (try? JSONParser.parse(payload))?.object else { throw .malformed }
        self.members = members
        issuer = try members.optionalText("iss")
        subject = try members.optionalText("sub")
        id = try members.optionalText("jti")
        expiresAt = try members.moment("exp")
        issuedAt = try members.moment("iat")
        notBefore = try members.moment("nbf")
        switch members["aud"] {
        case nil: audience = []
        case .string(let only): audience = [only]
        case let value?:
            guard let audiences = value.strings else { throw .malformed }
            audience = audiences
        }
    }

    /// Any claim; `nil` if it is absent.
    package subscript(name: String) -> JSONValue? {
        members[name]
    }
}

extension JSONObject {
    /// A NumericDate (RFC 7519 §2), a fraction rounded down; `nil` if the member is absent.
    fileprivate func moment(_ name: String) throws(JOSEError) -> Timestamp? {
        guard let value = self[name] else { return nil }
        guard case .number(let literal) = value, let number = Double(literal), abs(number) < 0x1p53 else {
            throw .malformed
        }
        return Timestamp(Int64(number.rounded(.down)))
    }
}
