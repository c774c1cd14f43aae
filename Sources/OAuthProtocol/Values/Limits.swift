/// How much a request may carry. What exceeds a limit is refused with `invalid_request` (or 413 for the body).
package enum Limits {
    /// Octets of a request body.
    package static let body = 65_536
    /// Characters of a parameter's name.
    package static let nameLength = 128
    /// Characters of a parameter's value.
    package static let valueLength = 8_192
    /// Characters of `grant_type`.
    package static let grantTypeLength = 64
    /// Parameters of one request.
    package static let parameters = 64
    /// Depth of nested JSON arrays and objects.
    package static let nesting = 64
    /// Seconds that an access token may live at most, by whatever setting.
    package static let longestAccessLifetime: Int64 = 86_400
    /// Characters of a token that we verify.
    package static let token = 8_192
}
