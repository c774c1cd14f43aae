/// How the value of a key is read, and what the error text says that it must be.
struct ValueReader<Value: Sendable>: Sendable {
    /// Completes the sentence "KEY must be …".
    let expectation: String
    /// Whether only a file can give it.
    var isStructure = false
    /// As much of the value as is good, with `errors` told of the rest. `nil` without a word means that the value is not
    /// what is expected.
    let read: @Sendable (RawValue, _ errors: inout ConfigurationError) -> Value?

    /// As `read`, with a word in any case where there is nothing good.
    func value(of raw: RawValue, _ errors: inout ConfigurationError) -> Value? {
        let before = errors.problems.count
        let value = read(raw, &errors)
        if value == nil, errors.problems.count == before { errors.note(raw, mustBe: expectation) }
        return value
    }

    /// A reader of single texts.
    static func parsing(_ expectation: String, _ parse: @escaping @Sendable (String) -> Value?) -> ValueReader {
        ValueReader(expectation: expectation) { raw, _ in
            guard let text = raw.text, !text.isEmpty else { return nil }
            return parse(text)
        }
    }

    /// A reader of paths, which makes something of what lies there.
    static func atPath(
        _ expectation: String, _ make: @escaping @Sendable (String, RawValue, inout ConfigurationError) -> Value?
    ) -> ValueReader {
        ValueReader(expectation: expectation) { raw, errors in
            raw.path.flatMap { make($0, raw, &errors) }
        }
    }

    /// What is made of the values of the same reader.
    func map<Other: Sendable>(_ transform: @escaping @Sendable (Value) -> Other) -> ValueReader<Other> {
        ValueReader<Other>(expectation: expectation, isStructure: isStructure) { raw, errors in
            read(raw, &errors).map(transform)
        }
    }

    /// The same reader for a property that may be `nil`, which it is while nothing is given.
    var optional: ValueReader<Value?> { map(Optional.some) }
}

extension ValueReader {
    /// The values of `reader`, where the word `none` stands for `nil`.
    static func none<Wrapped: Sendable>(or reader: ValueReader<Wrapped>) -> ValueReader where Value == Wrapped? {
        ValueReader(expectation: reader.expectation + ", or none") { raw, errors in
            raw.text == "none" ? .some(nil) : reader.optional.read(raw, &errors)
        }
    }

    /// A list of the values of `reader`; outside a file, with commas between them.
    static func list<Element: Sendable>(of reader: ValueReader<Element>) -> ValueReader where Value == [Element] {
        ValueReader(expectation: "a list; each element must be \(reader.expectation)") { raw, errors in
            guard let elements = raw.list else {
                _ = raw.isSeveral(Commas.listAdvice, found: Commas.words, &errors)
                return nil
            }
            let values = elements.compactMap { element in
                var element = element
                element.name = raw.name
                // A host or a URI may be read with a comma in it, and is none that anybody means.
                if element.isSeveral(Commas.listAdvice, found: Commas.uris, &errors) { return nil as Element? }
                var ignored = ConfigurationError()
                if reader.read(element, &ignored) == nil,
                    element.isSeveral(Commas.listAdvice, found: Commas.words, &errors)
                {
                    return nil
                }
                element.name = "each element of \(raw.name)"
                return reader.value(of: element, &errors)
            }
            return values.count == elements.count ? values : nil
        }
    }

    /// One value of `reader`, or a list of them.
    static func oneOrMore<Element: Sendable>(
        of reader: ValueReader<Element>
    ) -> ValueReader where Value == [Element] {
        ValueReader(expectation: "\(reader.expectation), or a list of such") { raw, errors in
            guard raw.list == nil else { return list(of: reader).read(raw, &errors) }
            if raw.isSeveral(Commas.listAdvice, found: Commas.uris, &errors) { return nil }
            return reader.read(raw, &errors).map { [$0] }
        }
    }

    /// A list of the values of `reader` whose order and repetition mean nothing.
    static func set<Element: Sendable & Hashable>(
        of reader: ValueReader<Element>
    ) -> ValueReader where Value == Set<Element> {
        ValueReader<[Element]>.list(of: reader).map { Set($0) }
    }
}
