/// Sends the browser on to the application with the answer as a form post (OAuth 2.0 Form Post Response Mode §2). A
/// script sends it at once; a browser without scripts shows a button.
package struct FormPostPage: PageContent {
    /// The proved redirect URI, absolute.
    package var action: String
    /// The parameters of the answer, in order.
    package var fields: [HiddenField]
    /// As the client registered it: text from strangers. `nil` if unknown.
    package var clientName: String?

    package init(action: String, fields: [HiddenField], clientName: String? = nil) {
        self.action = action
        self.fields = fields
        self.clientName = clientName
    }

    /// By way of the prototype, since a field may be called `submit`.
    static let script = InlineText("HTMLFormElement.prototype.submit.call(document.forms[0])")

    package var template: String { "form-post" }
    package func title(in words: Words) -> String { words.text(.formPostTitle) }
    package var forms: FormPolicy { .sentByScript }

    package func values(in words: Words, base: String) -> [String: Any] {
        var values: [String: Any] = [
            "action": action,
            "script": Self.script.text,
            "fields": fields.map(\.values),
        ]
        values["clientName"] = clientName.map(words.clientName)
        return values
    }
}
