/// A key of the configuration: its dotted path, and how its value gets into `Root`.
struct ConfigurationKey<Root>: Sendable {
    let path: String
    /// Whether its value is a list of mappings, which only a file can give.
    var isStructure = false
    /// Whether it is known, and part of a later version.
    var isLater = false
    /// Tells what is wrong with the value, and takes over what is good.
    let apply: @Sendable (inout Root, RawValue.Entry, inout ConfigurationError) -> Void

    /// A key whose value becomes `property`.
    init<Value: Sendable>(
        _ path: String, _ property: any WritableKeyPath<Root, Value> & Sendable, _ reader: ValueReader<Value>
    ) {
        self.init(path) { root, entry, errors in
            if let value = reader.value(of: entry.value, &errors) { root[keyPath: property] = value }
        }
        isStructure = reader.isStructure
    }

    /// A key whose value becomes an optional `property`.
    init<Value: Sendable>(
        _ path: String, optional property: any WritableKeyPath<Root, Value?> & Sendable, _ reader: ValueReader<Value>
    ) {
        self.init(path, property, reader.optional)
    }

    /// A key whose value is more than one property.
    init(_ path: String, apply: @escaping @Sendable (inout Root, RawValue.Entry, inout ConfigurationError) -> Void) {
        self.path = path
        self.apply = apply
    }

    /// A key that is reserved for a later version. A value is refused, since somebody relies on it.
    static func later(_ path: String) -> ConfigurationKey {
        var key = ConfigurationKey(path) { _, entry, errors in
            guard !entry.value.isEmpty else { return }
            errors.note(entry.value.place, "\(entry.value.name) is not supported by this version")
        }
        key.isLater = true
        return key
    }
}

/// The keys of one mapping and of the mappings inside it: the one list that the file, the environment and the command
/// line are read by.
struct ConfigurationTable<Root>: Sendable {
    let keys: [ConfigurationKey<Root>]

    init(_ keys: [ConfigurationKey<Root>]) {
        self.keys = keys
    }

    /// Applies every entry of a mapping, and tells `errors` of unknown keys, naming the nearest known ones, and bad values.
    ///
    /// - `section`: the dotted path of the mapping within this table, with its dot; empty for the top.
    /// - Returns: the paths of the keys whose values are bad.
    func apply(
        _ mapping: RawValue, to root: inout Root, _ errors: inout ConfigurationError, section: String = ""
    ) -> Set<String> {
        if mapping.isNothing { return [] }
        guard let entries = mapping.mapping else {
            let name = mapping.name.isEmpty ? "the file" : mapping.name
            errors.note(mapping.place, "\(name) must be a mapping of keys to values")
            return []
        }
        var failed: Set<String> = []
        for entry in entries {
            let path = section + entry.key
            if let key = key(path) {
                if !entry.value.isNothing, !apply(key, entry, to: &root, &errors) { failed.insert(path) }
            } else if keys.contains(where: { $0.path.hasPrefix(path + ".") }) {
                failed.formUnion(apply(entry.value, to: &root, &errors, section: path + "."))
            } else {
                let item = entry.value.name.dropLast(path.count)
                let nearest = NearestName.hint(NearestName.find(path, among: names).map { item + $0 })
                errors.note(entry.place, "unknown key \(entry.value.name)\(nearest)")
            }
        }
        return failed
    }

    /// - Returns: whether the value is good.
    func apply(
        _ key: ConfigurationKey<Root>, _ entry: RawValue.Entry, to root: inout Root, _ errors: inout ConfigurationError
    ) -> Bool {
        let before = errors.problems.count
        key.apply(&root, entry, &errors)
        return errors.problems.count == before
    }

    /// The key with this dotted path; `nil` if there is none.
    func key(_ path: String) -> ConfigurationKey<Root>? {
        keys.first { $0.path == path }
    }

    /// Every path that may be meant, sections included.
    private var names: [String] {
        let supported = keys.filter { !$0.isLater }.map(\.path)
        let sections = supported.compactMap { path in path.lastIndex(of: ".").map { String(path[..<$0]) } }
        return supported + Set(sections).sorted()
    }
}
