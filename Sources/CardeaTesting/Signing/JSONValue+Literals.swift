import OAuthProtocol

/// So that tables of claims can be read.
extension JSONValue: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) {
        self = .string(text)
    }
}
