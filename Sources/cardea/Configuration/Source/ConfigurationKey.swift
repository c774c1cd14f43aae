/// A key of the configuration: its dotted path, and how its value gets into `Root`.
struct ConfigurationKey<Root>: Sendable {
    enum Support: Sendable {
        /// A value that the file or the environment can give.
        case value
        /// A list of mappings, which only a file can give.
        case structure
        /// Known, and part of a later version.
        case later
    }

    let path: String
    let support: Support
    /// Takes the value and the key's full name, for error texts.
    let apply: @Sendable (inout Root, RawValue, String) throws(ConfigurationError) -> Void

    /// A key whose value becomes `property`.
    init<Value: Sendable>(
        _ path: String, _ property: any WritableKeyPath<Root, Value> & Sendable, _ reader: ValueReader<Value>
    ) {
        self.path = path
        support = reader.isStructure ? .structure : .value
        apply = { (root: inout Root, raw, name) throws(ConfigurationError) in
            var errors = ConfigurationErrors()
            if let value = reader.gather(raw, for: name, &errors) { root[keyPath: property] = value }
            try errors.end()
        }
    }

    /// A key whose value becomes an optional `property`.
    init<Value: Sendable>(
        _ path: String, optional property: any WritableKeyPath<Root, Value?> & Sendable, _ reader: ValueReader<Value>
    ) {
        self.init(path, property, reader.optional)
    }

    /// A key that is reserved for a later version. The value that leaves its feature off is taken; another
    /// is refused, since somebody relies on it.
    static func later(_ path: String, off: [String] = []) -> ConfigurationKey {
        ConfigurationKey(path: path, off: off)
    }

    private init(path: String, off: [String]) {
        self.path = path
        support = .later
        apply = { (_: inout Root, raw, name) throws(ConfigurationError) in
            if raw.isNothing || raw.isEmptyList || raw.text.map(off.contains) ?? false { return }
            throw ConfigurationError(raw.place, "\(name) is not supported by this version")
        }
    }
}
