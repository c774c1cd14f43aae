import OAuthProtocol

/// Names with values in order, as a form, a query, a JSON body or headers have them. A name may stand more than once;
/// a `nil` value leaves the name out.
package struct Fields: Sendable, ExpressibleByDictionaryLiteral {
    /// In order, repeated ones repeated.
    package private(set) var pairs: [(name: String, value: String)]

    package init(dictionaryLiteral elements: (String, String?)...) {
        pairs = elements.compactMap { name, value in value.map { (name, $0) } }
    }

    /// Reads a query string or a form; what is no percent-encoding is left as it is.
    package init(query: String) {
        pairs = query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { PercentEncoding.decode($0.utf8, form: true) ?? String($0) }
            return (decoded[0], decoded.count > 1 ? decoded[1] : "")
        }
    }

    /// The first value of `name`; `nil` if there is none.
    package subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// The same with `name` standing once, or for `nil` not at all.
    package func setting(_ name: String, to value: String?) -> Fields {
        var copy = self
        let place = copy.pairs.firstIndex { $0.name == name } ?? copy.pairs.endIndex
        copy.pairs.removeAll { $0.name == name }
        if let value { copy.pairs.insert((name, value), at: min(place, copy.pairs.count)) }
        return copy
    }

    /// The same without `name`.
    package func removing(_ name: String) -> Fields {
        setting(name, to: nil)
    }

    /// The same with one more field, whether or not the name stands there already.
    package func adding(_ name: String, _ value: String) -> Fields {
        var copy = self
        copy.pairs.append((name, value))
        return copy
    }

    /// The same with the fields of `others` in place of those of the same name.
    package func replacing(with others: Fields) -> Fields {
        let kept = pairs.filter { others[$0.name] == nil }
        var copy = self
        copy.pairs = kept + others.pairs
        return copy
    }

    /// The form, or query, that says this.
    package var encoded: String {
        pairs.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    /// The JSON object that says this, member for member, repeated ones repeated.
    package var json: String {
        let members = pairs.map { pair in
            [pair.name, pair.value].map { String(decoding: JSONValue.string($0).octets, as: UTF8.self) }
                .joined(separator: ":")
        }
        return "{\(members.joined(separator: ","))}"
    }
}
