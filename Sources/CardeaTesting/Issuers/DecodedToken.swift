import OAuthProtocol

/// A JWT taken apart without any check, to see what it says.
package struct DecodedToken: Sendable {
    /// The protected header, as it says.
    package let header: JSONObject
    /// The claims set, as it says.
    package let claims: JSONObject

    /// - Throws: `UnexpectedResult` if it is not a JWT.
    package init(_ text: String?) throws {
        let parts = (text ?? "").split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = try Self.object(parts[0]), let claims = try Self.object(parts[1]) else {
            throw UnexpectedResult("no JWT: \(text ?? "nothing")")
        }
        self.header = header
        self.claims = claims
    }

    /// A claim that is text; `nil` if there is none.
    package subscript(claim: String) -> String? { claims[claim]?.string }

    private static func object(_ part: Substring) throws -> JSONObject? {
        try Base64URL.decode(part).flatMap { try JSONParser.parse($0).object }
    }
}
