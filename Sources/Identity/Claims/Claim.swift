import OAuthProtocol

/// A claim that somebody wants kept of an account.
package struct Claim: Sendable, Equatable {
    package let name: String
    package let value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }

    /// Reads `NAME=VALUE`. The value is JSON if it reads as such, unless the claim is always text: a birthdate of
    /// `1984` is not a number.
    ///
    /// - Returns: `nil` if there is no name.
    package init?(assignment: String) {
        guard let parts = assignment.octets.cut(at: "="), !parts.before.isEmpty else { return nil }
        name = String(parts.before)
        let text = String(parts.after)
        let base = String(name.octets.before("#"))
        let json = try? JSONParser.parse(Array(text.utf8))
        if ClaimShape.of(base)?.isText == true {
            value = .string(json?.string ?? text)
        } else {
            value = json ?? .string(text)
        }
    }
}
