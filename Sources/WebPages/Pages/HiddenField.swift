/// A field of a form that the person does not see, sent octet for octet.
package struct HiddenField: Hashable, Sendable {
    /// The field's name.
    package var name: String
    /// Its value.
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// For a template: `fieldName` and `fieldValue`.
    var values: [String: Any] { ["fieldName": name, "fieldValue": value] }
}
