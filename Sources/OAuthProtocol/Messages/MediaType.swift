/// Media types as `Content-Type` has them (RFC 9110 §8.3.1).
package enum MediaType {
    package static let form = "application/x-www-form-urlencoded"
    package static let json = "application/json"

    /// The media type in lower case without its parameters; empty if no field says one, or more than one does.
    ///
    /// - `fields`: the values of `Content-Type`.
    package static func named(by fields: [String]) -> String {
        guard fields.count == 1, let field = fields.first else { return "" }
        return field.octets.before(";").octets.trimmed.octets.lowercased
    }
}
