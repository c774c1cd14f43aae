/// The keys of one mapping and of the mappings inside it: the one list that the file, the environment and the command
/// line are read by.
struct ConfigurationTable<Root>: Sendable {
    let keys: [ConfigurationKey<Root>]

    init(_ keys: [ConfigurationKey<Root>]) {
        self.keys = keys
    }

    /// Applies every entry of a mapping.
    ///
    /// - `section`: the dotted path of the mapping within this table, with its dot; empty for the top.
    /// - `item`: what stands before the table's own paths in error texts, such as `resources[].`.
    /// - `found`: is told the path and the place of each key that was applied.
    /// - `failed`: is told the path of each known key whose value is bad.
    /// - Throws: `ConfigurationError` for all unknown keys, naming the nearest known ones, and all bad values.
    func apply(
        _ mapping: RawValue, to root: inout Root, section: String = "", item: String = "",
        found: (String, Place) -> Void = { _, _ in }, failed: (String) -> Void = { _ in }
    ) throws(ConfigurationError) {
        if mapping.isNothing { return }
        guard let entries = mapping.mapping else {
            let name = (item + section).isEmpty ? "the file" : String((item + section).dropLast())
            throw ConfigurationError(mapping.place, "\(name) must be a mapping of keys to values")
        }
        var errors = ConfigurationErrors()
        for entry in entries {
            let path = section + entry.name
            if let key = key(path) {
                if entry.value.isNothing { continue }
                let applied: Void? = errors.gather { () throws(ConfigurationError) in
                    try key.apply(&root, entry.value, item + path)
                }
                if applied == nil { failed(path) } else { found(path, entry.place) }
            } else if hasKeys(inside: path) {
                _ = errors.gather { () throws(ConfigurationError) in
                    try apply(
                        entry.value, to: &root, section: path + ".", item: item, found: found, failed: failed)
                }
            } else {
                _ = errors.gather { () throws(ConfigurationError) in
                    throw Self.unknown(item + path, at: entry.place, among: names.map { item + $0 })
                }
            }
        }
        try errors.end()
    }

    /// The key with this dotted path; `nil` if there is none.
    func key(_ path: String) -> ConfigurationKey<Root>? {
        keys.first { $0.path == path }
    }

    /// The error of a name that nobody knows.
    static func unknown(_ name: String, at place: Place, among names: [String]) -> ConfigurationError {
        let nearest = NearestName.find(name, among: names).map { "; did you mean \($0)?" } ?? ""
        return ConfigurationError(place, "unknown key \(name)\(nearest)")
    }

    /// Every path that may be meant, sections included.
    private var names: [String] {
        let supported = keys.filter { $0.support != .later }.map(\.path)
        let sections = supported.compactMap { path in path.lastIndex(of: ".").map { String(path[..<$0]) } }
        return supported + Set(sections).sorted()
    }

    private func hasKeys(inside section: String) -> Bool {
        keys.contains { $0.path.hasPrefix(section + ".") }
    }
}
