import OAuthProtocol

/// How the value of a key is read, and what the error text says that it must be.
struct ValueReader<Value: Sendable>: Sendable {
    /// Completes the sentence "KEY must be …".
    let expectation: String
    /// Whether only a file can give it.
    var isStructure = false
    /// `nil` means that the value is not what is expected; an error says something better than that. The text is the
    /// key's full name.
    let read: @Sendable (RawValue, String) throws(ConfigurationError) -> Value?
    /// For lists of mappings: gives the good elements, and tells of the others. `nil` where a value is good or is not.
    var salvage: (@Sendable (RawValue, String, inout ConfigurationErrors) -> Value?)?

    init(
        expectation: String, isStructure: Bool = false,
        read: @escaping @Sendable (RawValue, String) throws(ConfigurationError) -> Value?
    ) {
        self.expectation = expectation
        self.isStructure = isStructure
        self.read = read
    }

    /// As much of the value as is good, for the rules that follow; `nil` if nothing is.
    func gather(_ raw: RawValue, for name: String, _ errors: inout ConfigurationErrors) -> Value? {
        if let salvage { return salvage(raw, name, &errors) }
        return errors.gather { () throws(ConfigurationError) in try value(of: raw, for: name) }
    }

    /// - Throws: `ConfigurationError` with the place, the key and what is expected.
    func value(of raw: RawValue, for name: String) throws(ConfigurationError) -> Value {
        guard let value = try read(raw, name) else {
            throw ConfigurationError(unreadableAt: raw.place, "\(name) must be \(expectation)")
        }
        return value
    }

    /// A reader of single texts.
    static func parsing(_ expectation: String, _ parse: @escaping @Sendable (String) -> Value?) -> ValueReader {
        ValueReader(expectation: expectation) { (raw, _) throws(ConfigurationError) in
            guard let text = raw.text, !text.isEmpty else { return nil }
            return parse(text)
        }
    }

    /// The same reader for a property that may be `nil`, which it is while nothing is given.
    var optional: ValueReader<Value?> {
        ValueReader<Value?>(expectation: expectation, isStructure: isStructure) {
            (raw, name) throws(ConfigurationError) in
            try read(raw, name).map(Optional.some)
        }
    }
}

extension ValueReader {
    /// The values of `reader`, where the word `none` stands for `nil`.
    static func none<Wrapped: Sendable>(or reader: ValueReader<Wrapped>) -> ValueReader where Value == Wrapped? {
        ValueReader(expectation: reader.expectation + ", or none") { (raw, name) throws(ConfigurationError) in
            raw.text == "none" ? .some(nil) : try reader.read(raw, name).map(Optional.some)
        }
    }

    /// A list of the values of `reader`; outside a file, with commas between them.
    static func list<Element: Sendable>(of reader: ValueReader<Element>) -> ValueReader where Value == [Element] {
        ValueReader(expectation: "a list; each element must be \(reader.expectation)") {
            (raw, name) throws(ConfigurationError) in
            guard let elements = raw.list else { return nil }
            var values: [Element] = []
            var errors = ConfigurationErrors()
            for element in elements {
                let value = errors.gather { () throws(ConfigurationError) in
                    try reader.value(of: element, for: "each element of \(name)")
                }
                if let value { values.append(value) }
            }
            try errors.end()
            return values
        }
    }

    /// One value of `reader`, or a list of them.
    static func oneOrMore<Element: Sendable>(
        of reader: ValueReader<Element>
    ) -> ValueReader where Value == [Element] {
        let several = ValueReader<[Element]>.list(of: reader)
        return ValueReader(expectation: "\(reader.expectation), or a list of such") {
            (raw, name) throws(ConfigurationError) in
            if raw.list == nil { return try reader.read(raw, name).map { [$0] } }
            return try several.read(raw, name)
        }
    }

    /// A list of the values of `reader` whose order and repetition mean nothing.
    static func set<Element: Sendable & Hashable>(
        of reader: ValueReader<Element>
    ) -> ValueReader where Value == Set<Element> {
        let list = ValueReader<[Element]>.list(of: reader)
        return ValueReader(expectation: list.expectation) { (raw, name) throws(ConfigurationError) in
            try list.read(raw, name).map { Set($0) }
        }
    }
}
