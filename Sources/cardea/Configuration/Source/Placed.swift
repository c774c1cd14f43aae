/// An element of a list of the configuration, with where it stands and where each of its members does, by name.
@dynamicMemberLookup
struct Placed<Value: Sendable>: Sendable {
    var value: Value
    let place: Place
    let places: [String: Place]

    init(_ value: Value, at raw: RawValue) {
        self.value = value
        place = raw.place
        places = raw.places
    }

    subscript<Member>(dynamicMember member: KeyPath<Value, Member>) -> Member { value[keyPath: member] }

    /// Where a member stands; where the element begins if it has no such member.
    func place(of member: String) -> Place { places[member] ?? place }
}

extension ValueReader {
    /// A list of mappings.
    ///
    /// - `blank`: an element of which nothing has been read.
    /// - `required`: the keys without which nothing can be made of an element.
    /// - `judge`: tells what is wrong with an element as a whole, and gives whether something can be made of it. It is told
    ///   the keys whose values are bad or whose names are misspelt, of which nothing more should be said.
    static func items<Item: Sendable>(
        _ blank: Item?, requiring required: [String], _ keys: [ConfigurationKey<Item>],
        judge: @escaping @Sendable (Placed<Item>, _ failed: Set<String>, inout ConfigurationError) -> Bool = {
            _, _, _ in
            true
        }
    ) -> ValueReader where Value == [Placed<Item>] {
        let table = ConfigurationTable(keys)
        return ValueReader(expectation: "a list of mappings", isStructure: true) { raw, errors in
            raw.list?.compactMap { element in
                guard let entries = element.mapping else {
                    errors.note(element.place, "each element of \(raw.name) must be a mapping")
                    return nil
                }
                guard var item = blank.map({ Placed($0, at: element) }) else { return nil }
                let failed = table.apply(element, to: &item.value, &errors).union(
                    element.misspelt(among: keys.map(\.path)))
                let given = entries.filter { !$0.value.isEmpty }.map(\.key)
                let missing = required.filter { !given.contains($0) }
                for key in missing where !failed.contains(key) {
                    errors.note(element.place, "\(element.name).\(key) is missing")
                }
                let isWhole = missing.isEmpty && failed.isDisjoint(with: required)
                return isWhole && judge(item, failed, &errors) ? item : nil
            }
        }
    }
}

extension RawValue {
    /// The names among `names` that entries of a mapping seem to mean and do not hit.
    fileprivate func misspelt(among names: [String]) -> Set<String> {
        let unknown = (mapping ?? []).map(\.key).filter { !names.contains($0) }
        return Set(unknown.compactMap { NearestName.close(to: $0, among: names) })
    }
}
