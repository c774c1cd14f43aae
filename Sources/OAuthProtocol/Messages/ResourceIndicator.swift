/// A protected resource as a client names it (RFC 8707 §2): an absolute URI without fragment.
/// `https://a` and `https://a/` are the same resource; nothing else is normalised.
package struct ResourceIndicator: Hashable, Sendable, CustomStringConvertible {
    /// As it was written.
    package let value: String
    private let key: String

    /// `nil` unless `value` is an absolute URI without a fragment.
    package init?(_ value: String) {
        guard let uri = URIParts(value), uri.fragment == nil, !uri.rest.isEmpty else { return nil }
        self.value = value
        key = uri.authority != nil && uri.path.isEmpty && uri.query == nil ? value + "/" : value
    }

    package static func == (left: ResourceIndicator, right: ResourceIndicator) -> Bool {
        left.key == right.key
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(key)
    }

    package var description: String { value }
}
