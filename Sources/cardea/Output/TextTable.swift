import OAuthProtocol

/// Text in aligned columns, as people read it on a terminal.
struct TextTable {
    /// The heading and the rows below it. With `whenEmpty` in its place if there are no rows.
    static func list(_ heading: [String], _ rows: [[String]], whenEmpty: String) -> String {
        rows.isEmpty ? whenEmpty : aligned([heading.map { $0.uppercased() }] + rows)
    }

    /// Names and values below each other; what has no value is left out.
    static func fields(_ fields: [(name: String, value: String?)]) -> String {
        aligned(fields.compactMap { field in field.value.map { [field.name, $0] } })
    }

    /// The members of an object; what is null or an empty list is left out.
    ///
    /// - `instead`: what stands in place of a member; `nil` where nothing else does.
    static func fields(
        of object: JSONObject,
        instead: (_ name: String, JSONValue) -> [(name: String, value: String?)]? = { _, _ in nil }
    ) -> String {
        fields(object.members.flatMap { name, value in instead(name, value) ?? [(name, shown(value))] })
    }

    private static func shown(_ value: JSONValue) -> String? {
        switch value {
        case .null: nil
        case .string(let text): text
        case .array(let elements) where elements.isEmpty: nil
        case .array(let elements):
            elements.map { $0.string ?? String(decoding: $0.octets, as: UTF8.self) }.joined(separator: " ")
        default: String(decoding: value.octets, as: UTF8.self)
        }
    }

    private static func aligned(_ rows: [[String]]) -> String {
        let rows = rows.map { $0.map { VisibleText.line($0) } }
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
            }.joined()
        }.joined(separator: "\n")
    }
}
