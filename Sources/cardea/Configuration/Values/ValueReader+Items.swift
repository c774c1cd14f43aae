extension ValueReader {
    /// A list of mappings, each read by `item`, which is told the list's name with `[]` after it, keeps what is wrong, and
    /// gives `nil` where nothing can be made of the mapping.
    static func items<Item: Sendable>(
        _ item: @escaping @Sendable (RawValue, String, inout ConfigurationErrors) -> Item?
    ) -> ValueReader<[Item]> where Value == [Item] {
        let salvage: @Sendable (RawValue, String, inout ConfigurationErrors) -> [Item]? = { raw, name, errors in
            guard let elements = raw.list else {
                errors.note(raw.place, "\(name) must be a list of mappings")
                return nil
            }
            return elements.compactMap { element in
                if element.mapping != nil { return item(element, name + "[]", &errors) }
                errors.note(element.place, "each element of \(name) must be a mapping")
                return nil
            }
        }
        var reader = ValueReader<[Item]>(expectation: "a list of mappings", isStructure: true) {
            (raw, name) throws(ConfigurationError) in
            var errors = ConfigurationErrors()
            let items = salvage(raw, name, &errors)
            try errors.end()
            return items
        }
        reader.salvage = salvage
        return reader
    }
}

/// An element of a list of the configuration, with where it stands and where each of its members does, by name.
struct Placed<Value: Sendable>: Sendable {
    let value: Value
    let place: Place
    private let places: [String: Place]

    init(_ value: Value, at raw: RawValue) {
        self.value = value
        place = raw.place
        places = raw.places
    }

    /// Where a member stands; where the element begins if it has no such member.
    func place(of member: String) -> Place { places[member] ?? place }
}

extension RawValue {
    /// The names among `names` that entries of a mapping seem to mean and do not hit.
    func misspelt(among names: [String]) -> Set<String> {
        let unknown = (mapping ?? []).map(\.name).filter { !names.contains($0) }
        return Set(unknown.compactMap { NearestName.close(to: $0, among: names) })
    }

    /// Where each entry of a mapping stands, by name.
    var places: [String: Place] {
        Dictionary((mapping ?? []).map { ($0.name, $0.place) }, uniquingKeysWith: { first, _ in first })
    }
}

extension ConfigurationTable {
    /// Applies a mapping and gathers what is wrong.
    ///
    /// - Returns: the paths of keys whose values are bad or whose names are misspelt, of which nothing more should be said.
    func apply(_ raw: RawValue, to root: inout Root, item: String, _ errors: inout ConfigurationErrors) -> Set<String> {
        var failed: Set<String> = []
        _ = errors.gather { () throws(ConfigurationError) in
            try apply(raw, to: &root, item: item, failed: { failed.insert($0) })
        }
        return failed.union(raw.misspelt(among: keys.map(\.path)))
    }
}
