/// Sends the browser on to the application with the answer as a form post (OAuth 2.0 Form Post Response Mode §2). A
/// script sends it at once; a browser without scripts shows a button.
package struct FormPostPage: PageContent {
    /// A field of the answer as it is sent, octet for octet.
    package struct Field: Hashable, Sendable {
        /// The parameter's name, such as `code`.
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The proved redirect URI, absolute.
    package var action: String
    /// The parameters of the answer, in order.
    package var fields: [Field]
    /// As the client registered it: text from strangers. `nil` if unknown.
    package var clientName: String?

    package init(action: String, fields: [(name: String, value: String)], clientName: String? = nil) {
        self.action = action
        self.fields = fields.map { Field(name: $0.name, value: $0.value) }
        self.clientName = clientName
    }

    /// By way of the prototype, since a field may be called `submit`.
    static let script = InlineText("HTMLFormElement.prototype.submit.call(document.forms[0])")

    package var template: String { "form-post" }
    package func title(in words: Words) -> String { words.text(.formPostTitle) }
    package var forms: FormPolicy { .sent(to: action) }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = [
            "action": action,
            "script": Self.script.text,
            "fields": fields.map { ["fieldName": $0.name, "fieldValue": $0.value] },
        ]
        values["clientName"] = clientName.map(words.clientName)
        return values
    }
}
