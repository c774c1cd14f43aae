extension ValueReader {
    /// A list of mappings, each read by `item`, which is told the list's name with `[]` after it.
    static func items<Item: Sendable>(
        _ item: @escaping @Sendable (RawValue, String) throws(ConfigurationError) -> Item
    ) -> ValueReader<[Item]> where Value == [Item] {
        ValueReader<[Item]>(expectation: "a list of mappings", isStructure: true) {
            (raw, name) throws(ConfigurationError) in
            guard let elements = raw.list else { return nil }
            var items: [Item] = []
            var errors = ConfigurationErrors()
            for element in elements {
                let read = errors.gather { () throws(ConfigurationError) in
                    guard element.mapping != nil else {
                        throw ConfigurationError(element.place, "each element of \(name) must be a mapping")
                    }
                    return try item(element, name + "[]")
                }
                if let read { items.append(read) }
            }
            try errors.end()
            return items
        }
    }
}
