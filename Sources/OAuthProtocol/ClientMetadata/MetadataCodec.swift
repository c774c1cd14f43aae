/// How the value of one metadata member is read from JSON and shown as JSON. The name is for the error text.
struct MetadataCodec<Value: Sendable>: Sendable {
    let read: @Sendable (_ value: JSONValue, _ name: String) throws(OAuthError) -> Value
    let show: @Sendable (Value) -> JSONValue?
}

extension MetadataCodec {
    /// The same codec for a member that may be absent; null and `nil` stand for each other.
    var optional: MetadataCodec<Value?> {
        MetadataCodec<Value?>(
            read: { (value, name) throws(OAuthError) in value == .null ? nil : try read(value, name) },
            show: { $0.flatMap(show) })
    }
}

extension MetadataCodec<String> {
    /// A string of 1 to `limit` characters, which are counted as Unicode scalars: what a reader takes for one character may
    /// be a letter with a thousand accents.
    static func text(limit: Int) -> MetadataCodec<String> {
        MetadataCodec(
            read: { (value, name) throws(OAuthError) in
                guard let text = value.string, !text.isEmpty, text.unicodeScalars.count <= limit else {
                    throw OAuthError(.invalidClientMetadata, "\(name) must be a string of 1 to \(limit) characters")
                }
                return text
            },
            show: JSONValue.string)
    }
}

extension MetadataCodec<Bool> {
    static let flag = MetadataCodec(
        read: { (value, name) throws(OAuthError) in
            guard let flag = value.bool else {
                throw OAuthError(.invalidClientMetadata, "\(name) must be true or false")
            }
            return flag
        },
        show: JSONValue.bool)
}

extension MetadataCodec<Int64> {
    /// Whole seconds within `range`.
    static func seconds(_ range: ClosedRange<Int64>) -> MetadataCodec<Int64> {
        MetadataCodec(
            read: { (value, name) throws(OAuthError) in
                guard let number = value.integer, range.contains(number) else {
                    let span = "\(range.lowerBound) to \(range.upperBound)"
                    throw OAuthError(.invalidClientMetadata, "\(name) must be a number of seconds from \(span)")
                }
                return number
            },
            show: { .integer($0) })
    }
}

extension MetadataCodec<Scope> {
    static let scope = MetadataCodec(
        read: { (value, name) throws(OAuthError) in
            guard let scope = value.string.flatMap(Scope.init(_:)) else {
                throw OAuthError(.invalidClientMetadata, "\(name) must be scope values between spaces")
            }
            return scope
        },
        show: { .string($0.description) })
}

extension MetadataCodec where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the values that this server supports.
    static var choice: MetadataCodec<Value> {
        MetadataCodec(
            read: { (value, name) throws(OAuthError) in
                guard
                    let choice = value.string.flatMap({ text in
                        Value.allCases.first { $0.rawValue.octets == text.octets }
                    })
                else {
                    let choices = Value.allCases.map(\.rawValue).joined(separator: ", ")
                    throw OAuthError(.invalidClientMetadata, "\(name) must be one of: \(choices)")
                }
                return choice
            },
            show: { .string($0.rawValue) })
    }
}

extension MetadataCodec {
    /// An array of at most a hundred strings, each read by `element`.
    static func list<Element: Sendable>(
        _ rule: String, read element: @escaping @Sendable (String) -> Element?,
        show text: @escaping @Sendable (Element) -> String
    ) -> MetadataCodec<[Element]> where Value == [Element] {
        list(orElse: .invalidClientMetadata, reason: { _ in "is not \(rule)" }, read: element, show: text)
    }

    /// The same where what is wrong with an element can be said: `reason` is read after the element.
    static func list<Element: Sendable>(
        orElse code: OAuthError.Code, reason: @escaping @Sendable (String) -> String,
        read element: @escaping @Sendable (String) -> Element?, show text: @escaping @Sendable (Element) -> String
    ) -> MetadataCodec<[Element]> where Value == [Element] {
        MetadataCodec<[Element]>(
            read: { (value, name) throws(OAuthError) in
                guard let texts = value.strings, texts.count <= 100 else {
                    throw OAuthError(code, "\(name) must be an array of at most 100 strings")
                }
                var elements: [Element] = []
                for text in texts {
                    guard let element = element(text) else {
                        throw OAuthError(code, "\(name): \(text.prefix(300)) \(reason(text))")
                    }
                    elements.append(element)
                }
                return elements
            },
            show: { .strings($0.map(text)) })
    }
}
