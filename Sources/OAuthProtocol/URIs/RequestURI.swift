/// Where a client keeps request objects (`request_uri`, OpenID Connect Core §6.2): a `WebURI` that may have a fragment.
/// The fragment is never sent; it tells whoever holds copies of the document that it has changed.
package struct RequestURI: Hashable, Sendable, CustomStringConvertible {
    /// The most characters that the parameter may have (OpenID Connect Core §6.2).
    package static let limit = 512

    /// As written.
    package let value: String
    /// Without the fragment: what is fetched.
    package let document: WebURI

    /// `nil` unless `value` is an http or https URI with a host, of at most `limit` characters.
    package init?(_ value: String) {
        guard value.utf8.count <= Self.limit, let document = WebURI(String(value.octets.before("#"))),
            URIParts(value) != nil
        else { return nil }
        self.value = value
        self.document = document
    }

    /// Whether `requested` lies where this registered URI says.
    package func matches(_ requested: RequestURI) -> Bool {
        document == requested.document
    }

    package var description: String { value }
}
